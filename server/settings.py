"""What can be set, by ``KLANGBRO_`` variables and by the options of ``klangbro serve``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError

from server.errors import SettingsInvalidError
from signaling.messages import IceServer

ICE_SCHEMES = ("stun:", "stuns:", "turn:", "turns:")
MIN_TURN_SECRET_CHARS = 32
Rate = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,6}/(second|minute|hour)$")]


class Settings(BaseSettings):
    """The server's settings; each is the variable ``KLANGBRO_`` + its name in capitals.

    ``public_url`` is where people reach the server when a proxy or a name stands before it. The rates are
    per client address (an IPv6 client's whole /64); ``rate_websocket`` is generous since a school is one
    address and all its lessons come back at once after a restart. ``turn_urls`` are the relay's addresses,
    separated by spaces or commas; ``turn_secret`` is what coturn has as ``static-auth-secret``.
    ``metrics_port`` opens ``/metrics`` at ``metrics_host``, apart from what people reach. With ``bus_url``
    (Redis) several servers on one ``database_url`` serve the same lessons. ``erasure_list`` is the file from
    which a restored backup learns what was erased since; by default it stands in the data directory.
    ``smtp_url`` is like ``smtps://name:password@mail.example.org:465`` (``smtp:`` begins in the clear and
    goes on encrypted); ``mail_from`` is the address mail comes from. ``oidc_issuer`` is the municipality's
    own sign-in service, ``oidc_claim`` what it calls the person by. ``contact`` (a mail
    address, a page or a telephone number) is where people write to about the pages' accessibility.
    ``measuring_port`` is the UDP port that ``klangbro bench network`` measures to, by default the server's
    own number; it is open only while somebody measures.
    """

    model_config = SettingsConfigDict(env_prefix="KLANGBRO_", extra="ignore", frozen=True)

    host: str = "0.0.0.0"  # noqa: S104 - pupils come from other machines
    port: Annotated[int, Field(ge=0, le=65535)] = 8443
    measuring_port: Annotated[int, Field(ge=0, le=65535)] | None = None
    data_dir: Path = Path("klangbro-data")
    database_url: str | None = None
    bus_url: str | None = None
    erasure_list: Path | None = None
    tls: bool = True
    tls_cert: Path | None = None
    tls_key: Path | None = None
    public_url: str | None = None
    ice_servers: Annotated[tuple[IceServer, ...], NoDecode] = ()
    turn_urls: Annotated[tuple[str, ...], NoDecode] = ()
    turn_secret: SecretStr | None = None
    metrics_host: str = "127.0.0.1"
    metrics_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    allowed_origins: tuple[str, ...] = ()
    web_root: Path | None = None
    contact: Annotated[str | None, Field(max_length=200)] = None
    log_json: bool = False
    log_level: Annotated[str, Field(pattern="^(debug|info|warning|error)$")] = "info"
    rate_api: Rate = "240/minute"
    rate_host_key_errors: Rate = "10/minute"
    rate_code_errors: Rate = "10/minute"
    rate_websocket: Rate = "3000/minute"
    rate_sign_in_errors: Rate = "20/minute"
    rate_account_errors: Rate = "30/hour"
    rate_mails: Rate = "5/hour"
    rate_interests: Rate = "10/hour"
    smtp_url: SecretStr | None = None
    mail_from: str | None = None
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_name: str = "My municipality"
    oidc_claim: Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,64}$")] = "sub"
    trusted_proxies: str = "127.0.0.1"

    @field_validator("public_url")
    @classmethod
    def _origin_only(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(f"{value!r} is not like https://lessons.example.org")
        if parts.path not in {"", "/"}:
            raise ValueError(f"{value!r} has a path; Klangbro needs an address of its own")
        return f"{parts.scheme}://{parts.netloc}"

    @field_validator("bus_url")
    @classmethod
    def _redis(cls, value: str | None) -> str | None:
        if value is not None and urlsplit(value).scheme not in {"redis", "rediss", "unix"}:
            raise ValueError("it is not like redis://host:6379/0")  # the value may hold a password
        return value

    @field_validator("ice_servers", mode="before")
    @classmethod
    def _from_json(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError as error:
            raise ValueError('it is not a JSON list like [{"urls": ["stun:example.org"]}]') from error

    @field_validator("ice_servers")
    @classmethod
    def _known_schemes(cls, value: tuple[IceServer, ...]) -> tuple[IceServer, ...]:
        for url in (url for server in value for url in server.urls):
            if not url.startswith(ICE_SCHEMES) or not url.partition(":")[2]:
                raise ValueError(f"{url!r} is not like stun:host:port or turn:host:port")
        return value

    @field_validator("turn_urls", mode="before")
    @classmethod
    def _words(cls, value: object) -> object:
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("turn_urls")
    @classmethod
    def _relay_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for url in value:
            if not url.startswith(("turn:", "turns:")) or not url.partition(":")[2]:
                raise ValueError(f"{url!r} is not like turn:relay.example.org:3478?transport=udp")
        return value

    @field_validator("turn_secret")
    @classmethod
    def _long_enough(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < MIN_TURN_SECRET_CHARS:
            raise ValueError(
                f"a secret has at least {MIN_TURN_SECRET_CHARS} characters: openssl rand -hex 32"
            )
        return value

    @model_validator(mode="after")
    def _relay_is_whole(self) -> Self:
        if (self.turn_secret is None) != (not self.turn_urls):
            raise ValueError(
                "KLANGBRO_TURN_SECRET and KLANGBRO_TURN_URLS belong together; one of them is missing"
            )
        return self

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            parts = urlsplit(value.get_secret_value())
            if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
                raise ValueError("it is not like smtps://name:password@mail.example.org:465")
        return value

    @field_validator("oidc_claim")
    @classmethod
    def _not_an_address(cls, value: str) -> str:
        if value == "email":  # it changes hands, and many services let people choose it
            raise ValueError(
                "an e-mail address does not say who somebody is; take sub, or an employee number"
            )
        return value

    @model_validator(mode="after")
    def _mail_and_sign_in_are_whole(self) -> Self:
        if (self.smtp_url is None) != (self.mail_from is None):
            raise ValueError(
                "KLANGBRO_SMTP_URL and KLANGBRO_MAIL_FROM belong together; one of them is missing"
            )
        if (self.oidc_issuer is None) != (self.oidc_client_id is None):
            raise ValueError(
                "KLANGBRO_OIDC_ISSUER and KLANGBRO_OIDC_CLIENT_ID belong together; one of them is missing"
            )
        return self

    @model_validator(mode="after")
    def _certificate_is_whole(self) -> Self:
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError("--tls-cert and --tls-key belong together; one of them is missing")
        if self.tls_cert is not None and not self.tls:
            raise ValueError("--no-tls and --tls-cert exclude each other")
        return self

    @property
    def scheme(self) -> str:
        """How this process itself is spoken to, whatever stands before it."""
        return "https" if self.tls else "http"

    @property
    def database(self) -> str:
        """SQLAlchemy's address of the database; by default a file in the data directory."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir.absolute() / 'klangbro.db'}"

    @property
    def erasures(self) -> Path:
        """Where the list of erasures stands."""
        return self.erasure_list or self.data_dir / "erasures"


def load_settings(**options: object) -> Settings:
    """Read the environment, with the given options (those not None) before it.

    Raises
    ------
    SettingsInvalidError
        One of them cannot be understood; the message names it and says why.
    """
    given = {name: value for name, value in options.items() if value is not None}
    try:
        return Settings.model_validate(given)
    except SettingsError as error:
        raise SettingsInvalidError(f"{error}.", "Lists are written as JSON.") from error
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "settings"
        reason = str(first["msg"]).removeprefix("Value error, ")
        option = f"--{name.replace('_', '-')} or KLANGBRO_{name.upper()}"
        if name == "settings":
            raise SettingsInvalidError(f"{reason}.", "Give both or neither.") from error
        raise SettingsInvalidError(f"{name}: {reason}.", f"Correct {option}.") from error
