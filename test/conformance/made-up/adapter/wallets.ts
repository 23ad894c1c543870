import { settleAll } from '../../../../lib/aws/all-to-the-end.ts';
import { Decimal } from '../../../../lib/decimal.ts';
import type { ProvidedAdapter } from '../../../../lib/exchanges/interfaces/market-adapter.ts';
import type { Balance, Position } from '../../../../lib/exchanges/model/position.ts';
import type { MarketWire } from '../../../../lib/exchanges/wire/market-wire.ts';
import {
  type Json,
  positive,
  requiredDecimal,
  requiredList,
  requiredText,
} from '../../../../lib/exchanges/wire/readers.ts';
import { MalformedResponse } from '../../../../lib/exchanges/wire/refusals.ts';
import { endpoints } from './endpoints.ts';

export function wallets(wire: MarketWire, withPositions: boolean): ProvidedAdapter['wallets'] {
  return { balances: () => balances(wire), positions: withPositions ? () => positions(wire) : null, untraded: null };
}

export async function balances({ read, market: { title } }: MarketWire): Promise<Balance[]> {
  return requiredList(title, await read(endpoints.balances), 'data').map((row) => {
    const total = new Decimal(requiredDecimal(title, row, 'total'));
    const used = new Decimal(requiredDecimal(title, row, 'used'));
    const asset = requiredText(title, row, 'asset');
    return { asset, free: total.minus(used).toFixed(), used: used.toFixed(), total: total.toFixed() };
  });
}

async function positions({ read, markets, market: { title } }: MarketWire): Promise<Position[]> {
  const [answer, symbolOf] = await settleAll([read(endpoints.positions), markets.naming()]);
  return requiredList(title, answer, 'data').map((row: Json): Position => {
    const leverage = positive(row.leverage);
    return {
      symbol: symbolOf(requiredText(title, row, 'instrument')),
      side: sideOf(title, row),
      contracts: requiredDecimal(title, row, 'contracts'),
      entryPrice: positive(row.entry),
      leverage,
      marginMode: leverage === null ? 'cross' : 'isolated',
      unrealizedPnl: requiredDecimal(title, row, 'unrealized'),
      markPrice: positive(row.mark),
      liquidationPrice: null,
    };
  });
}

/** A position on an unknown side could be doubled instead of closed: the answer is garbled. */
function sideOf(title: string, { side }: Json): Position['side'] {
  if (side !== 'long' && side !== 'short') throw new MalformedResponse(title, 200);
  return side;
}
