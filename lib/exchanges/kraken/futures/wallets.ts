import { settleAll } from '../../../aws/all-to-the-end.ts';
import type { ProvidedAdapter } from '../../interfaces/market-adapter.ts';
import type { Position } from '../../model/position.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { optionalText, requiredList } from '../../wire/readers.ts';
import { balancesFromAccounts, marginFromAccounts } from './accounts.ts';
import { endpoints } from './endpoints.ts';
import { markPrices, positionFromKrakenFutures } from './positions.ts';

const title = 'Kraken Futures';

export function futuresWallets(wire: MarketWire): ProvidedAdapter['wallets'] {
  return {
    balanceList: async () => {
      const [answer, codeOf] = await settleAll([wire.read(endpoints.accounts), wire.markets.assetNaming()]);
      return balancesFromAccounts(answer, codeOf);
    },
    margin: async () => marginFromAccounts(await wire.read(endpoints.accounts)),
    positions: () => openPositions(wire),
    untraded: null,
  };
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
