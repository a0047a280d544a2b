import { createHash } from 'node:crypto';

/** The names of feeds and their items, as a UUID of version 5 (RFC 9562, 5.5) counts them. */
const NAMESPACE = Buffer.from('5f0d1c1ee7d54c0f9a3f6b1c2d7e8f90', 'hex');

/**
 * The id of a feed or of an item: the same on every server and after every restart, whatever address it is read at.
 *
 * @param name what it stands for, such as `pkg:npm/hono@4.1.0`
 */
export function feedId(name: string): string {
  const bytes = createHash('sha1').update(NAMESPACE).update(name).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
