import { Decimal, type DecimalString } from '../../../decimal.ts';
import type { ReadableList } from '../../wire/catalogue.ts';
import { isRecord, type Json, optionalText, readableDecimal } from '../../wire/readers.ts';

/**
 * The answers of `AssetPairs` and `Assets` as CCXT can read them: CCXT fails the whole list for a pair without its base, for an asset
 * without a name, and for an asset without decimals (ccxt 4.5.84 kraken.js fetchMarkets, fetchCurrencies). A pair of this kind is refused
 * by name, and an asset of this kind is not known. The key of a row is its name, so no pair is without a name.
 */
export function readable(path: string, answer: unknown): ReadableList {
  if (!isRecord(answer) || !isRecord(answer.result)) return { answer, leftOut: [], unread: [] };
  const rows = Object.entries(answer.result);
  if (path.endsWith('/Assets')) {
    const unread = rows.flatMap(([asset, row]) => (isAsset(row) ? [] : [{ field: 'altname or decimals', asset }]));
    return { answer: { ...answer, result: only(rows, isAsset) }, leftOut: [], unread };
  }
  const pairs = Object.fromEntries(
    Object.entries(only(rows, isPair)).map(([id, pair]) => [id, withoutGarbledSteps(pair)]),
  );
  const leftOut = rows
    .filter(([, row]) => !isPair(row))
    .map(([id, row]) => ({ symbol: (isRecord(row) ? optionalText(row.wsname) : null) ?? id, ids: [id] }));
  return { answer: { ...answer, result: pairs }, leftOut, unread: [] };
}

type Rows = readonly (readonly [string, unknown])[];

function only(rows: Rows, isWanted: (row: unknown) => row is Json): Record<string, Json> {
  return Object.fromEntries(rows.flatMap(([id, row]) => (isWanted(row) ? [[id, row] as const] : [])));
}

function isAsset(row: unknown): row is Json {
  return isRecord(row) && optionalText(row.altname) !== null && isDigits(row.decimals);
}

function isPair(row: unknown): row is Json {
  return isRecord(row) && optionalText(row.base) !== null && optionalText(row.quote) !== null;
}

function isDigits(value: unknown): boolean {
  return /^\d{1,2}$/.test(String(value));
}

/** CCXT reads ten units out of a number of decimals that is none. */
function withoutGarbledSteps({ lot_decimals, pair_decimals, ...row }: Json): Json {
  return {
    ...row,
    ...(isDigits(lot_decimals) ? { lot_decimals } : {}),
    ...(isDigits(pair_decimals) ? { pair_decimals } : {}),
  };
}

/** The rate of the first tier of `[[volume, percent], …]`; null where the list cannot be read. */
export function feeRate(tiers: unknown): DecimalString | null {
  const [first] = Array.isArray(tiers) ? tiers : [];
  const percent = Array.isArray(first) ? readableDecimal(first[1]) : null;
  return percent === null ? null : new Decimal(percent).div(100).toFixed();
}
