/** How an entry goes to the place, and what its answers mean. */

import { Stopped, Trouble, Unreachable } from "./queue.js";

const TIME = 30_000;
const LONGER = 120_000; // for a recording over a poor signal

function asJson(row, entry) {
  const { about, after } = entry;
  const said = { id: row.id, person: row.person, v: row.v, kind: entry.kind, at: entry.at, sent: Date.now() };
  return JSON.stringify({ ...said, fields: { ...entry.fields, about, ...(after && { after }) } });
}

/** A reflection that is a file at first: the entry, and the file beside it. */
function asBoth(row, entry, blob) {
  const form = new FormData();
  form.append("entry", asJson(row, entry));
  form.append("file-1", blob, entry.fields["file-1-kind"]);
  return form;
}

function asFile(entry, blob) {
  const form = new FormData();
  for (const [name, value] of Object.entries(entry.fields)) form.append(name, value);
  form.append("file", blob, entry.fields.kind);
  return form;
}

/**
 * @param {string} csrf  the token of this session
 * @param {(row: object) => Promise<Blob | null>} blobOf
 */
export function sender(csrf, blobOf) {
  return async (row, entry) => {
    const blob = await blobOf(row);
    const file = entry.kind === "attach";
    if (file && !blob) return { outcome: "refused", said: "", asks: [] };
    const address = file ? `/reflections/${entry.about}/attachments/` : "/arrivals/";
    const headers = { "X-CSRFToken": csrf, Accept: "application/json" };
    let answer;
    try {
      answer = await fetch(address, {
        method: "POST",
        headers: blob ? headers : { ...headers, "Content-Type": "application/json" },
        body: file ? asFile(entry, blob) : blob ? asBoth(row, entry, blob) : asJson(row, entry),
        redirect: "manual",
        cache: "no-store",
        signal: AbortSignal.timeout(blob ? LONGER : TIME),
      });
    } catch {
      throw new Unreachable();
    }
    return meant(answer, await answer.json().catch(() => null));
  };
}

/** What an answer of the place means for the entry. */
function meant(answer, said) {
  if (answer.type === "opaqueredirect") throw new Stopped("signed-out");
  if (answer.status === 409 && said?.outcome === "later") throw new Stopped("later");
  if (answer.status === 409 && said?.outcome === "not_yours") throw new Stopped("someone-else");
  if ([401, 403, 408, 429, 502, 503, 504].includes(answer.status)) throw new Unreachable();
  if (answer.status >= 500) throw new Trouble();
  if (answer.ok && !said) throw new Unreachable(); // cut off on its way
  const outcome = said?.outcome ?? (answer.ok ? "stored" : "refused");
  return { outcome, said: said?.said ?? "", asks: said?.asks ?? [], now: said?.now };
}
