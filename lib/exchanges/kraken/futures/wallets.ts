import { settleAll } from '../../../aws/all-to-the-end.ts';
import { Decimal } from '../../../decimal.ts';
import type { ProvidedAdapter } from '../../interfaces/market-adapter.ts';
import type { Balance, Position } from '../../model/position.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { records, requiredList, requiredRecord, requiredText } from '../../wire/readers.ts';
import { endpoints } from './endpoints.ts';
import { markPrices, positionFromKrakenFutures } from './positions.ts';

const title = 'Kraken Futures';

export function futuresWallets(wire: MarketWire): ProvidedAdapter['wallets'] {
  return { balances: () => flexBalances(wire), positions: () => openPositions(wire) };
}

/** The multi-collateral (`flex`) wallet, which margins the contracts; `available` is the part that Kraken lets one withdraw. */
async function flexBalances({ read, markets }: MarketWire): Promise<Balance[]> {
  const [answer, codeOf] = await settleAll([read(endpoints.accounts), markets.assetNaming()]);
  const flex = requiredRecord(title, requiredRecord(title, answer, 'accounts'), 'flex');
  return records(title, requiredRecord(title, flex, 'currencies')).map(([id, held]) => {
    const total = new Decimal(requiredText(title, held, 'quantity'));
    const free = new Decimal(requiredText(title, held, 'available'));
    const used = Decimal.max(total.minus(free), 0);
    return { asset: codeOf(id), free: free.toFixed(), used: used.toFixed(), total: total.toFixed() };
  });
}

async function openPositions({ read, markets }: MarketWire): Promise<Position[]> {
  const [answer, symbolOf] = await settleAll([read(endpoints.openPositions), markets.naming()]);
  const held = requiredList(title, answer, 'openPositions');
  if (held.length === 0) return [];
  const marks = markPrices(await read(endpoints.tickers));
  return settleAll(
    held.map(async (position) => {
      const id = requiredText(title, position, 'symbol').toUpperCase();
      return positionFromKrakenFutures(position, await markets.find(symbolOf(id)), marks.get(id) ?? null);
    }),
  );
}
