import type { RefusedSymbol } from '../../model/market.ts';
import type { ReadableList } from '../../wire/catalogue.ts';
import { isoMs, isRecord, type Json, positive } from '../../wire/readers.ts';
import { namedRows } from '../../wire/told-rows.ts';
import { symbolOf } from './symbols.ts';

/**
 * The answer of `instruments` as CCXT can read it. CCXT fails on an instrument without a type or a name, takes every unknown type for a
 * linear contract, and a dated contract without a readable date for a perpetual (ccxt 4.5.84 krakenfutures.js fetchMarkets). A faulty
 * instrument is left out under the symbol of its name. Indices are not traded.
 */
export function readableInstruments(answer: unknown): ReadableList {
  if (!isRecord(answer) || !Array.isArray(answer.instruments)) return { answer, leftOut: [], unread: [] };
  const [rows, unread] = namedRows(answer.instruments, 'symbol');
  const contracts = rows.filter(({ type }) => !String(type).endsWith(' index'));
  const instruments = contracts.filter(isReadable).map(withoutGarbledSteps);
  const leftOut = contracts.filter((each) => !isReadable(each)).map(refusedOf);
  return { answer: { ...answer, instruments }, leftOut, unread };
}

function refusedOf({ symbol }: Json): RefusedSymbol {
  const id = String(symbol);
  return { symbol: symbolOf(id, () => undefined), ids: [id] };
}

/** The words of recorded and documented instruments; a word that nobody knows says nothing about the settlement. */
const settledInCoin: Readonly<Record<string, boolean>> = {
  flexible_futures: false,
  futures_vanilla: false,
  futures_inverse: true,
};

/** PF_ and FF_ are linear, PI_ and FI_ inverse; a dated contract ends with the date. The terms must not say otherwise. */
function isReadable({ symbol, type, contractSize, lastTradingTime }: Json): boolean {
  const [, family, date] = /^([A-Z]{2})_[A-Z0-9]{4,}(?:_(\d{6}))?$/i.exec(String(symbol)) ?? [];
  const isInverse = settledInCoin[String(type)];
  if (family === undefined || isInverse === undefined || positive(contractSize) === null) return false;
  const isDated = isoMs(lastTradingTime) !== null;
  return (family.toUpperCase().endsWith('I') ? isInverse : !isInverse) && isDated === (date !== undefined);
}

/** CCXT fails on a precision that is no number. The precision is below zero for steps of more than one contract (PF_PEPEUSD: -3). */
function withoutGarbledSteps({ contractValueTradePrecision: digits, tickSize, ...row }: Json): Json {
  return {
    ...row,
    ...(/^-?\d{1,2}$/.test(String(digits)) ? { contractValueTradePrecision: digits } : {}),
    ...(positive(tickSize) === null ? {} : { tickSize }),
  };
}
