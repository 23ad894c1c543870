import { Decimal, type DecimalString } from '../../../../lib/decimal.ts';
import type { Margin } from '../../../../lib/exchanges/interfaces/margin.ts';
import type { MarketWire } from '../../../../lib/exchanges/wire/market-wire.ts';
import { requiredDecimal, requiredRecord } from '../../../../lib/exchanges/wire/readers.ts';
import { endpoints } from './endpoints.ts';

/** A leverage isolates a pair; 0 is cross margin. */
export function margin(wire: MarketWire): Margin {
  const set = async (symbol: string, leverage: string) =>
    wire.change(endpoints.setLeverage, { instrument: (await wire.markets.market(symbol)).id, leverage });
  return {
    leverage: (symbol) => leverageOf(wire, symbol),
    setLeverage: (symbol, leverage) => set(symbol, leverage),
    setCrossMargin: (symbol) => set(symbol, '0'),
  };
}

export async function leverageOf({ read, markets, market }: MarketWire, symbol: string): Promise<DecimalString | null> {
  const { id: instrument } = await markets.market(symbol);
  const data = requiredRecord(market.title, await read(endpoints.leverage, { instrument }), 'data');
  // 0 is cross margin; a leverage that cannot be read is not.
  const leverage = requiredDecimal(market.title, data, 'leverage');
  return new Decimal(leverage).isZero() ? null : leverage;
}
