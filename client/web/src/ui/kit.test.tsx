// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { speak } from "../i18n";
import { Button, Field, Notice, Panel, Select } from "./kit";

const root = document.createElement("div");

beforeAll(async () => {
  document.body.append(root);
  await speak("en");
});

beforeEach(() => render(null, root));

function show(page: preact.ComponentChildren): void {
  act(() => render(<>{page}</>, root));
}

function find<T extends Element = HTMLElement>(selector: string): T {
  const found = root.querySelector<T>(selector);
  if (!found) throw new Error(`nothing matches ${selector}`);
  return found;
}

describe("a button", () => {
  test("says its word, and its icon says nothing to a screen reader", () => {
    show(
      <Button icon="leave" testId="leave">
        Leave
      </Button>,
    );
    expect(find("button").textContent).toBe("Leave");
    expect(find("svg").getAttribute("aria-hidden")).toBe("true");
  });

  test("does not submit a form unless it says so", () => {
    show(<Button>Close</Button>);
    expect(find("button").getAttribute("type")).toBe("button");
  });
});

describe("a field", () => {
  test("is named by its label and described by its hint and its error", () => {
    show(<Field label="Name" hint="Yours" error="Missing" name="n" value="" onValue={() => {}} />);
    const input = find<HTMLInputElement>("input");
    expect(find("label").getAttribute("for")).toBe(input.id);
    const described = (input.getAttribute("aria-describedby") ?? "").split(" ");
    expect(described.map((id) => document.getElementById(id)?.textContent)).toEqual(["Yours", "Missing"]);
    expect(input.getAttribute("aria-invalid")).toBe("true");
  });

  test("tells what is typed", () => {
    let typed = "";
    show(
      <Field
        label="Name"
        name="n"
        value=""
        onValue={(value) => {
          typed = value;
        }}
      />,
    );
    const input = find<HTMLInputElement>("input");
    input.value = "Aino";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    expect(typed).toBe("Aino");
  });
});

test("a select without a visible label still has a name", () => {
  show(
    <Select label="Language" hideLabel value="a" options={[{ id: "a", label: "A" }]} onValue={() => {}} />,
  );
  expect(find("label").textContent).toBe("Language");
  expect(find("label").getAttribute("for")).toBe(find("select").id);
});

test("only a notice that asks for it is spoken", () => {
  show(<Notice title="Quiet" />);
  expect(find(".notice").hasAttribute("role")).toBe(false);
  show(<Notice title="Spoken" live />);
  expect(find(".notice").getAttribute("role")).toBe("status");
});

describe("a panel", () => {
  test("takes the focus to its heading, closes on Escape and gives the focus back", () => {
    const opener = document.createElement("button");
    document.body.append(opener);
    opener.focus();
    let closed = false;
    const close = () => {
      closed = true;
    };
    show(
      <Panel title="People" onClose={close}>
        text
      </Panel>,
    );
    expect(document.activeElement?.textContent).toBe("People");
    find("section").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    expect(closed).toBe(true);
    show(null);
    expect(document.activeElement).toBe(opener);
    opener.remove();
  });
});
