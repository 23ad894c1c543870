import { createHash } from 'node:crypto';
import type { ItemKey } from './table-item.ts';

/** Pending items are spread over several partitions, so that no partition of the index runs hot. */
const shardCount = 4;
export function pendingShardsOf(prefix: string): readonly string[] {
  return Array.from({ length: shardCount }, (_, index) => `${prefix}#${index}`);
}

/** All items of a table partition lie in one partition of the index. */
export function shardOf({ pk }: ItemKey, shards: readonly string[]): string | undefined {
  return shards[createHash('sha256').update(pk.S).digest().readUInt32BE(0) % shards.length];
}
