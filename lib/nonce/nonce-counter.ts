import { ConditionalCheckFailedException, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamodb } from '../aws/clients.ts';
import { sharedNow } from '../aws/clock.ts';
import { env } from '../aws/env.ts';
import type { Item, ItemKey } from '../aws/table-item.ts';
import { inScale, type NonceScale, nonceScales } from './nonce-scale.ts';

export interface Taken {
  /** The whole record after the write, so that nonce and account cost one request together. */
  readonly item: Item;
  /** The lowest nonce taken; null when the record has no counter of that key slot. */
  readonly first: bigint | null;
}

/** Counters live in the account record under `nonces.<slot>`, beside `nonceScales.<slot>`. */
const rememberedScales = new Map<string, NonceScale>();
const maxRemembered = 10_000;

/**
 * Takes `count` consecutive nonces. One conditional write sets the counter to the present time. If another call was faster, or the key
 * counts in another unit, a second write adds to the counter. Nonces are unique and increasing under any concurrency, without a loop.
 * Null when there is no record.
 */
export async function takeNonces(key: ItemKey, slot: string, count: number): Promise<Taken | null> {
  const id = `${key.pk.S}/${slot}`;
  const first = await setToNow(key, slot, count, rememberedScales.get(id) ?? 'ms');
  if (!('failed' in first)) return first;
  if (first.failed === undefined) return null;
  const scale = scaleIn(first.failed, slot);
  if (scale === null) return { item: first.failed, first: null };
  if (scale !== (rememberedScales.get(id) ?? 'ms')) {
    remember(id, scale);
    const second = await setToNow(key, slot, count, scale);
    if (!('failed' in second)) return second;
  }
  return addTo(key, slot, BigInt(count));
}

/**
 * A nonce `ms` ahead of the clock, or the next nonce when the counter is already that far ahead. Leaps of concurrent calls do not add up:
 * the counter never leads the clock by more than one leap.
 */
export async function leapNonce(key: ItemKey, slot: string, ms: number, scale: NonceScale): Promise<bigint | null> {
  const leap = inScale(sharedNow() + ms, scale);
  if (await raise(key, slot, leap)) return leap;
  return (await addTo(key, slot, 1n))?.first ?? null;
}

/** Raises the counter to `nonce`, unless the counter is already higher. */
export async function raiseNonce(key: ItemKey, slot: string, nonce: string): Promise<void> {
  await raise(key, slot, BigInt(nonce));
}

/**
 * Raises each counter by the time since the state that a restored table shows. A counter that follows the clock is behind the clock anyway; a
 * counter that was ahead of the clock has grown meanwhile, and slower than the clock.
 */
export async function raiseLagging(key: ItemKey, ms: number): Promise<void> {
  const terms = { TableName: env.table, Key: key, ConsistentRead: true };
  const { Item: item = {} } = await dynamodb().send(new GetItemCommand(terms));
  for (const slot of Object.keys(item.nonces?.M ?? {})) {
    const scale = scaleIn(item, slot);
    if (scale !== null) await raise(key, slot, counterIn(item, slot) + inScale(ms, scale));
  }
}

/** True when the counter was lower. */
async function raise(key: ItemKey, slot: string, nonce: bigint): Promise<boolean> {
  try {
    await dynamodb().send(
      new UpdateItemCommand({
        TableName: env.table,
        Key: key,
        UpdateExpression: 'SET nonces.#slot = :nonce',
        ConditionExpression: 'nonces.#slot < :nonce',
        ExpressionAttributeNames: { '#slot': slot },
        ExpressionAttributeValues: { ':nonce': { N: nonce.toString() } },
      }),
    );
    return true;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return false;
  }
}

async function setToNow(
  key: ItemKey,
  slot: string,
  count: number,
  scale: NonceScale,
): Promise<Taken | { failed: Item | undefined }> {
  const now = inScale(sharedNow(), scale);
  try {
    const { Attributes } = await dynamodb().send(
      new UpdateItemCommand({
        TableName: env.table,
        Key: key,
        UpdateExpression: 'SET nonces.#slot = :last',
        ConditionExpression: 'nonces.#slot < :first AND nonceScales.#slot = :scale',
        ExpressionAttributeNames: { '#slot': slot },
        ExpressionAttributeValues: {
          ':first': { N: now.toString() },
          ':last': { N: (now + BigInt(count) - 1n).toString() },
          ':scale': { S: scale },
        },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return { item: Attributes ?? {}, first: now };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return { failed: error.Item };
    throw error;
  }
}

/** A repeated ADD (the SDK's retry after a lost answer) only skips numbers. Null when the counter was removed meanwhile. */
async function addTo(key: ItemKey, slot: string, amount: bigint): Promise<Taken | null> {
  try {
    const { Attributes = {} } = await dynamodb().send(
      new UpdateItemCommand({
        TableName: env.table,
        Key: key,
        UpdateExpression: 'SET nonces.#slot = nonces.#slot + :amount',
        ConditionExpression: 'attribute_exists(nonces.#slot)',
        ExpressionAttributeNames: { '#slot': slot },
        ExpressionAttributeValues: { ':amount': { N: amount.toString() } },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return { item: Attributes, first: counterIn(Attributes, slot) - amount + 1n };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return error.Item === undefined ? null : { item: error.Item, first: null };
  }
}

function counterIn(item: Item, slot: string): bigint {
  return BigInt(item.nonces?.M?.[slot]?.N ?? '0');
}

function scaleIn(item: Item, slot: string): NonceScale | null {
  return nonceScales.find((scale) => scale === item.nonceScales?.M?.[slot]?.S) ?? null;
}

function remember(id: string, scale: NonceScale): void {
  if (rememberedScales.size >= maxRemembered) rememberedScales.clear();
  rememberedScales.set(id, scale);
}
