/** Strokes that have not arrived, as they lie on this device: each by itself, encrypted to their person, and gone once it has arrived. */

import { able, forgetKept, keep, kept } from "../outbox/device.js";

/** Where strokes of the map at this address are kept; null where a device can keep nothing safely. @param {string} address */
export function keptHere(address) {
  if (!able) return null;
  const drawn = `drawn:${address}`;
  return {
    all: () => kept(drawn),
    put: (stroke) => keep(drawn, stroke.id, stroke),
    remove: (id) => forgetKept(drawn, id),
  };
}
