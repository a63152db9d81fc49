/** The words of the page, as the place translated them, and saying something to whoever does not see the board. */

const all = JSON.parse(document.getElementById("map-words").textContent);

/** A sentence, with what stands in its braces put in. @param {string} name @param {Record<string, string | number>} [said] */
export function words(name, said = {}) {
  return (all[name] ?? name).replace(/\{(\w+)\}/g, (_, key) => String(said[key] ?? ""));
}

/** One or several: the sentence `name_one` or `name`. */
export const counted = (name, number, said = {}) => words(number === 1 && `${name}_one` in all ? `${name}_one` : name, { number, ...said });

const place = document.getElementById("map-said");
let last = 0;

/** Say it politely. What is said within a moment is said once, the latest. */
export function say(text) {
  clearTimeout(last);
  last = setTimeout(() => {
    place.textContent = place.textContent === text ? `${text}\u00a0` : text;
  }, 150);
}
