/** What a person's things look like with all that waits on the device done to them. */

const WORDS = ["text", "what", "so_what", "now_what"];
const many = (value) => (value === undefined ? [] : [value].flat());

/**
 * @param {object} said  what is kept for reading (see learning/queries/on_device.py)
 * @param {{row: object, entry: object}[]} opened  the queue, in order
 */
export function withWaiting(said, opened) {
  const mine = said.mine.map((each) => ({ ...each, shares: each.shares.map((share) => ({ ...share })) }));
  const shared = said.shared.map((each) => ({ ...each }));
  const find = (about) => mine.find((each) => each.id === about);
  const deeds = {
    reflect({ about, fields }) {
      if (!find(about)) mine.unshift({ id: about, day: "", kind: "moment", read: "", shares: [], ...words(fields), waits: true });
    },
    edit({ about, fields }) {
      Object.assign(find(about) ?? {}, words(fields), { waits: true });
    },
    share({ about, fields }) {
      const written = find(about);
      for (const circle of many(fields.share_with)) {
        const name = said.circles.find((each) => each.id === circle)?.name;
        if (!written || !name || written.shares.some((share) => share.circle === circle)) continue;
        written.shares.push({ circle, name, anonymous: "anonymous" in fields, responses: [], waits: true });
      }
    },
    withdraw({ about, fields }) {
      const written = find(about);
      if (written) written.shares = written.shares.filter((share) => share.circle !== fields.circle);
    },
    respond({ about, fields }) {
      const answered = shared.find((each) => each.id === about);
      if (answered) answered.gave = fields.text || said.kinds[fields.kind];
    },
    reply({ about, fields }) {
      const came = mine.flatMap((each) => each.shares.flatMap((share) => share.responses));
      const response = came.find((each) => each.id === about);
      if (response) response.reply = fields.reply;
    },
  };
  for (const { entry, outcome } of opened) if (entry && outcome?.outcome !== "refused") deeds[entry.kind]?.(entry);
  return { ...said, mine, shared };
}

function words(fields) {
  const said = Object.fromEntries(WORDS.map((name) => [name, fields[name] ?? ""]));
  return { ...said, ...(fields.happened_on && { happened_on: fields.happened_on }), ...(fields.kind && { kind: fields.kind }) };
}
