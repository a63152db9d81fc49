/** What a form would have sent, as entries of the queue. */

import { add, forgetUnsent } from "./device.js";
import { uuid7 } from "./uuid7.js";

const OF_SHARING = ["share_with", "anonymous", "small_circle_understood", "looked_over"];

/** The fields of a form as the place reads them; what is empty is left out. */
export function fieldsOf(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    const leftOut = value === "" && name !== "answers" && form.dataset.waits !== "edit"; // there it means: taken out
    if (typeof value !== "string" || leftOut || name === "csrfmiddlewaretoken") continue;
    fields[name] = name in fields ? [fields[name], value].flat() : value;
  }
  const day = form.elements.happened_on;
  if (form.dataset.waits === "reflect" && day?.value === day?.defaultValue) delete fields.happened_on; // nobody chose it
  return fields;
}

function reflected(form) {
  const all = Object.entries(fieldsOf(form));
  const own = Object.fromEntries(all.filter(([name]) => !OF_SHARING.includes(name)));
  const sharing = Object.fromEntries(all.filter(([name]) => OF_SHARING.includes(name)));
  const about = own.id;
  const files = [...(form.attachments ?? [])];
  const first = hasWords(form) ? null : files.shift(); // a reflection is words or a file at least
  const of = first && { "file-1-id": first.id, "file-1-kind": first.kind, "file-1-alt": first.alt ?? "" };
  const attached = files.map(({ id, kind, blob, alt }) => ({ kind: "attach", about, fields: { id, kind, alt: alt ?? "" }, blob }));
  const shared = sharing.share_with ? [{ kind: "share", about, fields: sharing }] : [];
  return [{ kind: "reflect", about, fields: { ...own, ...of }, blob: first?.blob }, ...attached, ...shared];
}

/** The entries that a form stands for. */
export function entriesOf(form) {
  const { waits, about, share, circle } = form.dataset;
  if (waits === "reflect") return reflected(form);
  const fields = { ...fieldsOf(form), ...(share && { share }), ...(circle && { circle }) };
  return [{ kind: waits, about, fields }];
}

/** Whether a box of its own is filled in; those beside files have no name. */
const hasWords = (form) => [...form.querySelectorAll("textarea[name]")].some((box) => box.value.trim());

/** Whether something is in it that could be sent. */
function saysSomething(form) {
  if (form.dataset.waits === "share") return Boolean(form.querySelector("[name=share_with]:checked"));
  const kind = form.querySelector("[name=kind][type=radio]:checked")?.value;
  if (form.dataset.waits === "respond") return kind === "resonates" || (kind && hasWords(form));
  return form.dataset.waits === "withdraw" || form.attachments?.length > 0 || hasWords(form);
}

/**
 * Put what stands in a form into the queue. What is said of it: "waits", "empty", "full" (no room on the device) or
 * "window" (it can be kept nowhere but in this window). The form is cleared once its words are safe, and only then.
 */
export async function keep(form) {
  if (!saysSomething(form)) return "empty";
  try {
    await add(entriesOf(form));
  } catch (problem) {
    if (problem?.name === "QuotaExceededError") return "full";
    return "window";
  }
  if (["reflect", "respond", "reply", "share"].includes(form.dataset.waits)) form.reset();
  if (form.elements.id) {
    await forgetUnsent(form.elements.id.value);
    form.elements.id.value = uuid7();
  }
  form.attachments = [];
  form.dispatchEvent(new Event("waits", { bubbles: true }));
  return "waits";
}
