import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import { ConditionalCheckFailedException, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { dynamodb } from '../aws/clients.ts';
import { sharedNow } from '../aws/clock.ts';
import { env } from '../aws/env.ts';
import { shape } from '../aws/stored-shape.ts';
import type { Item } from '../aws/table-item.ts';
import { type ErrorCode, type ErrorDetail, OemsError, statusByCode } from '../errors.ts';
import type { MarketName } from '../exchanges/exchanges.ts';

/**
 * All containers share a public value of a symbol: the value, the holder of the turn to ask the exchange, and the end of the last turn. A
 * symbol has a partition of its own, so that many symbols share no limit of the table.
 */

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);
const compression = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

/** Nobody reads a value for longer than seconds; the items of a symbol that nobody asks for go away by themselves. */
const keepSeconds = 3600;

export interface PriceKey extends MarketName {
  readonly symbol: string;
  readonly kind: 'TICKER' | 'BOOK';
}

/** A value with the time at which the exchange was asked for the value: the value is no older than that. */
export interface Priced<T> {
  readonly value: T;
  /** Epoch ms. */
  readonly asOf: number;
}

export interface SharedPrice<T> {
  readonly priced: Priced<T> | null;
  /** Epoch ms from which on the exchange may be asked; null: it was never asked. */
  readonly nextTurnAt: number | null;
  /** What the current turn failed with; null: nothing, or the turn has not ended. */
  readonly failure: OemsError | null;
}

function keyOf({ exchange, marketType, symbol, kind }: PriceKey) {
  return { pk: { S: `PRICES#${exchange}#${marketType}#${symbol}` }, sk: { S: kind } };
}

/** A read that may miss the last moment's write: the write that takes a turn does not. */
export async function readShared<T>(key: PriceKey): Promise<SharedPrice<T>> {
  const { Item } = await dynamodb().send(new GetItemCommand({ TableName: env.table, Key: keyOf(key) }));
  return sharedFrom(Item);
}

async function sharedFrom<T>(item: Item | undefined): Promise<SharedPrice<T>> {
  // An item of another release is no value; its turn counts all the same.
  const { asOf, part } = item?.shape?.N === String(shape) ? item : {};
  const value = asOf?.N === undefined || part?.B === undefined ? null : await unpacked<T>(part.B);
  return {
    priced: value === null ? null : { value, asOf: Number(asOf?.N) },
    nextTurnAt: item?.nextTurnAt?.N === undefined ? null : Number(item.nextTurnAt.N),
    failure: failureFrom(item),
  };
}

async function unpacked<T>(part: Uint8Array): Promise<T | null> {
  try {
    return JSON.parse((await decompress(part)).toString('utf8')) as T;
  } catch {
    return null;
  }
}

/** A turn that is further away than this was written by a clock that was wrong. */
export const longestTurnMs = 60_000;

/**
 * Takes the turn to ask the exchange: one conditional write decides, and the next turn begins at `until`. Null when the turn is taken;
 * otherwise what the winner has left.
 */
export async function takeTurn<T>(key: PriceKey, now: number, until: number): Promise<SharedPrice<T> | null> {
  const values = { ':now': now, ':farthest': now + longestTurnMs, ':until': until, ':expiresAt': expiry(now) };
  try {
    await dynamodb().send(
      new UpdateItemCommand({
        TableName: env.table,
        Key: keyOf(key),
        ConditionExpression: 'attribute_not_exists(nextTurnAt) OR nextTurnAt <= :now OR nextTurnAt > :farthest',
        UpdateExpression: 'SET nextTurnAt = :until, expiresAt = :expiresAt REMOVE failure',
        ExpressionAttributeValues: marshall(values),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return null;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return sharedFrom(error.Item);
  }
}

/** Shares a value, unless a later turn has shared one already. */
export async function shareValue<T>(key: PriceKey, { value, asOf }: Priced<T>): Promise<void> {
  const part = await compress(JSON.stringify(value), compression);
  await updateIf(key, {
    ConditionExpression: 'attribute_not_exists(asOf) OR asOf < :asOf',
    UpdateExpression: 'SET #shape = :shape, asOf = :asOf, part = :part, expiresAt = :expiresAt',
    ExpressionAttributeNames: { '#shape': 'shape' },
    ExpressionAttributeValues: marshall({ ':shape': shape, ':asOf': asOf, ':part': part, ':expiresAt': expiry(asOf) }),
  });
}

/** Shares what the turn that ends at `until` failed with, unless a later turn has begun; the next turn begins at `nextTurnAt`. */
export async function shareFailure(key: PriceKey, until: number, error: OemsError, nextTurnAt: number): Promise<void> {
  const { code, message, details } = error;
  const failure = JSON.stringify({ code, message, details });
  await updateIf(key, {
    ConditionExpression: 'nextTurnAt = :until',
    UpdateExpression: 'SET failure = :failure, nextTurnAt = :nextTurnAt',
    ExpressionAttributeValues: marshall({ ':until': until, ':failure': failure, ':nextTurnAt': nextTurnAt }),
  });
}

type Update = Omit<ConstructorParameters<typeof UpdateItemCommand>[0], 'TableName' | 'Key'>;

/** A write that comes too late changes nothing. */
async function updateIf(key: PriceKey, update: Update): Promise<void> {
  try {
    await dynamodb().send(new UpdateItemCommand({ TableName: env.table, Key: keyOf(key), ...update }));
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

function expiry(now: number): number {
  return Math.floor(now / 1000) + keepSeconds;
}

function failureFrom(item: Item | undefined): OemsError | null {
  if (item?.failure?.S === undefined) return null;
  const { code, message, details } = JSON.parse(item.failure.S) as {
    readonly code: ErrorCode;
    readonly message: string;
    readonly details: readonly ErrorDetail[];
  };
  // A code of a newer release has no status here.
  const known = Object.hasOwn(statusByCode, code) ? code : 'EXCHANGE_UNAVAILABLE';
  const waitMs = Number(item.nextTurnAt?.N) - sharedNow();
  const retryAfterSeconds = known === 'RATE_LIMITED' ? Math.max(1, Math.ceil(waitMs / 1000)) : undefined;
  return new OemsError(known, message, { details, retryAfterSeconds });
}
