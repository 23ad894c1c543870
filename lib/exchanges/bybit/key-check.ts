import { OemsError } from '../../errors.ts';
import type { KeyReport, KeyTimes, PositionMode } from '../model/key-report.ts';
import { digestOf } from '../model/ledger-entry.ts';
import type { MarketWire } from '../wire/market-wire.ts';
import { isoMs, isRecord, type Json, optionalText, requiredText } from '../wire/readers.ts';
import { endpoints } from './endpoints.ts';
import { readAll, resultIn, rowsIn } from './lists.ts';
import { settleCoins } from './part.ts';
import { isHedged } from './positions.ts';

/**
 * The rights of the one key of both markets, and the account behind the key (docs/v5 user/apikey-info, account/account-info). Throws for an
 * account with separate wallets: the money would be looked for in the wrong place.
 */
export async function checkKey(wire: MarketWire): Promise<KeyReport> {
  const { title } = wire.market;
  const info = resultIn(title, await wire.read(endpoints.keyInfo).catch(refuseClosedDoor));
  await requireUnified(wire);
  const rights = rightsIn(info);
  return {
    permissions: rights,
    canWithdraw: rights?.some((right) => right.endsWith('Wallet:Withdraw')) ?? null,
    nonce: null,
    nonceWindow: null,
    times: timesOf(info),
    addresses: addressesIn(info.ips),
    customer: customerIn(info),
    positionMode: await positionMode(wire),
  };
}

/**
 * HTTP 403 without the words of a rate limit: an address of a country where Bybit takes nobody (docs/v5 guide). A key that cannot be checked for
 * a moment is stored and checked later, and no moment opens this door: the person who registers has to know.
 */
function refuseClosedDoor(error: unknown): never {
  if (!(error instanceof OemsError) || error.details[0]?.exchangeCode !== 'HTTP 403') throw error;
  throw new OemsError('NOT_SUPPORTED', error.message, { details: error.details, cause: error });
}

/** `5` and `6` are UTA 2.0; `1` is the classic account, `3` and `4` have inverse contracts in an account beside. */
async function requireUnified({ read, market: { title } }: MarketWire): Promise<void> {
  const account = resultIn(title, await read(endpoints.accountInfo));
  const status = requiredText(title, account, 'unifiedMarginStatus');
  if (status === '5' || status === '6') return;
  throw new OemsError(
    'NOT_SUPPORTED',
    `the Bybit account is no Unified Trading Account 2.0 (unifiedMarginStatus ${status}): its money lies in several wallets; upgrade the account at bybit.com > Assets > Unified Trading, then send the key again`,
    { details: [{ message: `the account has unifiedMarginStatus ${status}` }] },
  );
}

/** `Spot:SpotTrade` and the like. A key that may only read keeps its ticks, which then give no right to trade. */
function rightsIn({ permissions, readOnly }: Json): string[] | null {
  if (!isRecord(permissions) || (readOnly !== '0' && readOnly !== '1')) return null;
  const groups = Object.entries(permissions);
  const isReadable = groups.every(
    ([, names]) => Array.isArray(names) && names.every((name) => typeof name === 'string'),
  );
  if (!isReadable) return null;
  const mode = readOnly === '1' ? 'read only ' : '';
  const named = groups.flatMap(([group, names]) => (names as string[]).map((name) => `${mode}${group}:${name}`));
  return readOnly === '1' ? ['read only', ...named] : named;
}

/** A key that is bound to an address has no end, told as a moment of 1970 or as an empty text. Every other key lives 90 days (docs/v5 faq). */
function timesOf({ expiredAt }: Json): KeyTimes | null {
  const isNever = expiredAt === '' || /^(1970|0001)-/.test(String(expiredAt));
  const expiresAt = isNever ? null : isoMs(expiredAt);
  return expiresAt === null && !isNever ? null : { readsFrom: null, readsUntil: null, expiresAt };
}

/** `*` stands for every address. */
function addressesIn(ips: unknown): string[] | null {
  if (!Array.isArray(ips) || !ips.every((each) => typeof each === 'string')) return null;
  const named = ips.filter((each) => each !== '');
  return named.includes('*') ? [] : named.toSorted();
}

/** A sub-account is a customer of its own, with separate balances and a separate ledger. */
export function customerIn(info: Json): string | null {
  const userID = optionalText(info.userID);
  return userID === null ? null : digestOf({ userID });
}

/**
 * Hedge mode is set for each symbol, or for all of one coin. The open positions tell their mode, and one liquid symbol tells the mode that was
 * set for all. A symbol without a position may still be in hedge mode: the exchange refuses the orders there, which name no side. Null for a
 * key that may not see positions: such a key trades on spot alone.
 */
async function positionMode(wire: MarketWire): Promise<PositionMode | null> {
  try {
    return (await isAnyHedged(wire)) ? 'hedge' : 'one-way';
  } catch (error) {
    if (error instanceof OemsError && error.code === 'PERMISSION_DENIED') return null;
    throw error;
  }
}

async function isAnyHedged(wire: MarketWire): Promise<boolean> {
  const query = { category: 'linear', settleCoin: settleCoins[0], limit: '200' };
  const held = await readAll(wire, endpoints.positions, query);
  const one = rowsIn(
    wire.market.title,
    await wire.read(endpoints.positions, { category: 'linear', symbol: 'BTCUSDT' }),
  );
  return [...held, ...one].some(isHedged);
}
