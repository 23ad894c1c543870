import { createHash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type JournalEntry, openStates } from './entry.ts';

export type Item = Record<string, AttributeValue>;
export type ItemKey = Record<'pk' | 'sk', { readonly S: string }>;

/** Where a line lies in the table. */
export interface Place {
  readonly key: ItemKey;
  /** The journal's partitions of the sparse index, from `pendingShardsOf`. */
  readonly shards: readonly string[];
  /** What else stands outside the record, for an index. */
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** The sparse index of open lines is spread so that no partition of it runs hot. */
const shardCount = 4;
export function pendingShardsOf(journal: string): readonly string[] {
  return Array.from({ length: shardCount }, (_, index) => `${journal}#${index}`);
}

function shardFor({ key, shards }: Place): string | undefined {
  return shards[createHash('sha256').update(key.pk.S).digest().readUInt32BE(0) % shards.length];
}

/** State and attempt stand outside the record too: conditions look at them. */
export function itemOf(line: JournalEntry, place: Place, pendingAfter: number): Item {
  return {
    ...place.key,
    ...marshall(
      {
        entryState: line.state,
        attempt: line.attempt,
        ...place.attributes,
        record: line,
        // In the sparse index only while its fate is open.
        ...(openStates.includes(line.state) ? { pendingShard: shardFor(place), pendingAfter } : {}),
      },
      { removeUndefinedValues: true },
    ),
  };
}

export function entryFrom<L extends JournalEntry>(item: Item): L {
  return unmarshall(item).record as L;
}
