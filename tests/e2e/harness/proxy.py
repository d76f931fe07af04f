"""Run inside a namespace: an explicit proxy that knows CONNECT (RFC 9110, 9.3.6) and nothing else."""

from __future__ import annotations

import asyncio
import sys
from asyncio import StreamReader, StreamWriter


async def _pass(reader: StreamReader, writer: StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()


async def _serve(reader: StreamReader, writer: StreamWriter) -> None:
    words = (await reader.readuntil(b"\r\n\r\n")).split()
    host, _, port = words[1].decode().rpartition(":")
    far_reader, far_writer = await asyncio.open_connection(host, int(port))
    writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
    await asyncio.gather(_pass(reader, far_writer), _pass(far_reader, writer), return_exceptions=True)


async def main(host: str, port: int) -> None:
    """Listen, say so, and serve until killed."""
    server = await asyncio.start_server(_serve, host, port)
    sys.stdout.write("listens\n")
    sys.stdout.flush()
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
