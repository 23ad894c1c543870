import type { DecimalString } from '../../decimal.ts';
import { OemsError } from '../../errors.ts';
import type { Margin, MarginModes } from '../interfaces/margin.ts';
import { positive } from '../wire/readers.ts';
import { MalformedResponse } from '../wire/refusals.ts';
import { accountMode, marginModeOf } from './account-mode.ts';
import { endpoints } from './endpoints.ts';
import { rowsIn } from './lists.ts';
import type { PartWire } from './part.ts';

/** Leverage is set for each symbol, whatever the margin mode. */
export function bybitMargin(wire: PartWire): Margin {
  return {
    leverage: (symbol) => leverageOf(wire, symbol),
    setLeverage: async (symbol, leverage) => {
      const { id } = await wire.markets.market(symbol);
      const both = { buyLeverage: leverage, sellLeverage: leverage };
      await wire.change(endpoints.setLeverage, { category: wire.part.category, symbol: id, ...both });
    },
    setCrossMargin: async () => {
      throw ofTheAccount(wire);
    },
  };
}

/** The mode belongs to the whole account (docs/v5 account/set-margin-mode): a call about one symbol changes nothing. */
export function bybitMarginModes(wire: PartWire): MarginModes {
  return {
    mode: async () => {
      const mode = marginModeOf(await accountMode(wire));
      if (mode === null) throw new MalformedResponse(wire.market.title, 200);
      return mode;
    },
    setMode: async () => {
      throw ofTheAccount(wire);
    },
  };
}

function ofTheAccount({ market: { title } }: PartWire): OemsError {
  return new OemsError(
    'NOT_SUPPORTED',
    `${title} has one margin mode for the whole account, and a call about one symbol must not change all others; change the mode at the exchange`,
  );
}

/** The row of a symbol tells the leverage, also where there is no position. Portfolio margin has none: the text is empty. */
export async function leverageOf(wire: PartWire, symbol: string): Promise<DecimalString | null> {
  const { read, markets, part, market } = wire;
  const { id } = await markets.market(symbol);
  const rows = rowsIn(market.title, await read(endpoints.positions, { category: part.category, symbol: id }));
  const row = rows.find((each) => each.symbol === id);
  if (row === undefined) throw new MalformedResponse(market.title, 200);
  if (row.leverage === '') return null;
  // A leverage that cannot be read is not "none".
  const leverage = positive(row.leverage);
  if (leverage === null) throw new MalformedResponse(market.title, 200);
  return leverage;
}
