/** How many colours series are drawn in, `--series-0` to `--series-9`; "other" is grey beside them. */
export const COLOUR_SLOTS = 10;

/**
 * Gives each series a colour slot that keeps its meaning from page to page.
 *
 * A key found in `known` (all values of the dimension, in an order that does not change, say by first appearance)
 * gets the slot of its place there; any other key the slot of its hash. Two keys of one chart share a slot only
 * when all slots are taken.
 */
export function assignSlots(
  keys: readonly string[],
  known: readonly string[] = [],
): ReadonlyMap<string, number> {
  const places = new Map(known.map((key, index) => [key, index]));
  const wish = (key: string) => (places.get(key) ?? hash(key)) % COLOUR_SLOTS;
  // Collisions are settled in an order that belongs to the keys, not to their rank of the day.
  const ordered = [...new Set(keys)].sort((a, b) => {
    const byPlace = (places.get(a) ?? Infinity) - (places.get(b) ?? Infinity);
    if (byPlace < 0 || byPlace > 0) return byPlace;
    return hash(a) - hash(b) || (a < b ? -1 : 1);
  });
  const slots = new Map<string, number>();
  const taken = new Set<number>();
  for (const key of ordered) {
    let slot = wish(key);
    if (taken.size < COLOUR_SLOTS) while (taken.has(slot)) slot = (slot + 1) % COLOUR_SLOTS;
    taken.add(slot);
    slots.set(key, slot);
  }
  return slots;
}

/** The class that carries a series' colour: `s3`, or `s-other` for "other". */
export function slotClass(slot: number | undefined): string {
  return slot === undefined ? 's-other' : `s${slot}`;
}

/** FNV-1a, 32 bits (http://www.isthe.com/chongo/tech/comp/fnv/). */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}
