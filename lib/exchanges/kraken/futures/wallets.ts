import { settleAll } from '../../../aws/all-to-the-end.ts';
import { Decimal } from '../../../decimal.ts';
import type { ProvidedAdapter } from '../../interfaces/market-adapter.ts';
import type { Balance, Position } from '../../model/position.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { type Json, optionalText, records, requiredDecimal, requiredList, requiredRecord } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { endpoints } from './endpoints.ts';
import { readFuturesBalances } from './ledger.ts';
import { markPrices, positionFromKrakenFutures } from './positions.ts';

const title = 'Kraken Futures';

export function futuresWallets(wire: MarketWire): ProvidedAdapter['wallets'] {
  return { balances: () => balancesOf(wire), positions: () => openPositions(wire), untraded: null };
}

/**
 * The multi-collateral (`flex`) wallet, which margins contracts that are settled in USD, and the money in every other wallet. An account
 * with single-collateral wallets alone has no `flex`, or null for it (ccxt issue 19677).
 */
async function balancesOf({ read, markets }: MarketWire): Promise<Balance[]> {
  const [answer, codeOf] = await settleAll([read(endpoints.accounts), markets.assetNaming()]);
  const { flex = null, ...others } = requiredRecord(title, answer, 'accounts');
  // An answer without a single wallet would read as "no money anywhere".
  if (flex === null && Object.keys(others).length === 0) throw new MalformedResponse(title, 200);
  const held = flex === null ? [] : records(title, requiredRecord(title, flex, 'currencies'));
  return [...held.map(([id, amounts]) => flexBalance(codeOf(id), amounts)), ...elsewhere(answer)];
}

/** `available` is the part that Kraken lets one withdraw. In a balance below zero nothing is free and nothing is used: all of it is debt. */
function flexBalance(asset: string, held: Json): Balance {
  const total = new Decimal(requiredDecimal(title, held, 'quantity'));
  const free = Decimal.min(requiredDecimal(title, held, 'available'), total);
  return { asset, free: free.toFixed(), used: total.minus(free).toFixed(), total: total.toFixed() };
}

function elsewhere(answer: unknown): Balance[] {
  return readFuturesBalances(answer)
    .filter(({ wallet, balance }) => wallet !== 'flex' && !new Decimal(balance).isZero())
    .map(({ wallet, asset, balance }) => ({ asset, free: balance, used: '0', total: balance, otherWallet: wallet }));
}

async function openPositions({ read, markets }: MarketWire): Promise<Position[]> {
  const [answer, symbolOf] = await settleAll([read(endpoints.openPositions), markets.naming()]);
  const held = requiredList(title, answer, 'openPositions');
  if (held.length === 0) return [];
  // Positions stay visible when the tickers cannot be read.
  const marks = markPrices(await read(endpoints.tickers).catch(() => null));
  const positions = await settleAll(
    held.map(async (position) => {
      const id = optionalText(position.symbol)?.toUpperCase() ?? null;
      if (id === null) return positionFromKrakenFutures(position, { symbol: null, market: null, markPrice: null });
      const symbol = symbolOf(id);
      const market = await markets.find(symbol);
      return positionFromKrakenFutures(position, { symbol, market, markPrice: marks.get(id) ?? null });
    }),
  );
  return positions.filter((position) => position !== null);
}
