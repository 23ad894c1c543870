import type { DecimalString } from '../../../decimal.ts';
import { Decimal } from '../../../decimal.ts';
import { OemsError } from '../../../errors.ts';
import type { Margin, MarginModes } from '../../interfaces/margin.ts';
import type { MarginMode } from '../../model/position.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import { type Json, positive, requiredText } from '../../wire/readers.ts';
import { MalformedResponse } from '../../wire/refusals.ts';
import { usdmEndpoints } from '../endpoints.ts';
import { rowOf, rowsOf } from '../lists.ts';

const title = 'Binance USD-M';

/** Each symbol has a leverage in either mode, and a mode of its own. */
export function usdmMargin(wire: MarketWire): Margin {
  return {
    leverage: (symbol) => leverageOf(wire, symbol),
    setLeverage: async (symbol, leverage) => {
      requireWhole(leverage);
      const { id } = await wire.markets.market(symbol);
      const asked = { symbol: id, leverage: new Decimal(leverage).toFixed() };
      await wire.change(usdmEndpoints.setLeverage, asked, (answer) => requireSet(answer, asked));
    },
    setCrossMargin: (symbol) => setMode(wire, symbol, 'cross'),
  };
}

export function usdmMarginModes(wire: MarketWire): MarginModes {
  return {
    mode: async (symbol) => {
      const mode = modeIn(await configOf(wire, symbol));
      if (mode === null) throw new MalformedResponse(title, 200);
      return mode;
    },
    setMode: (symbol, mode) => setMode(wire, symbol, mode),
  };
}

/** -4046, "No need to change margin type.", is a success. */
async function setMode(wire: MarketWire, symbol: string, mode: MarginMode): Promise<void> {
  const { id } = await wire.markets.market(symbol);
  const marginType = mode === 'cross' ? 'CROSSED' : 'ISOLATED';
  await wire.change(usdmEndpoints.setMarginType, { symbol: id, marginType });
}

/** The answer tells the leverage in force (USD-M: Change Initial Leverage). Another leverage, or none, is no success. */
function requireSet(answer: unknown, asked: { readonly symbol: string; readonly leverage: DecimalString }): void {
  const { symbol, leverage } = rowOf(title, answer);
  if (symbol !== asked.symbol || positive(leverage) !== asked.leverage) throw new MalformedResponse(title, 200);
}

function requireWhole(leverage: DecimalString): void {
  if (new Decimal(leverage).isInteger()) return;
  const message = `${title} takes whole numbers alone`;
  throw new OemsError('INVALID_REQUEST', `leverage: ${message}`, { details: [{ field: 'leverage', message }] });
}

export async function leverageOf(wire: MarketWire, symbol: string): Promise<DecimalString> {
  const leverage = positive((await configOf(wire, symbol)).leverage);
  if (leverage === null) throw new MalformedResponse(title, 200);
  return leverage;
}

async function configOf({ read, markets }: MarketWire, symbol: string): Promise<Json> {
  const { id } = await markets.market(symbol);
  const rows = rowsOf(title, await read(usdmEndpoints.symbolConfig, { symbol: id }));
  const found = rows.find((row) => requiredText(title, row, 'symbol') === id);
  if (found === undefined) throw new MalformedResponse(title, 200);
  return found;
}

/** A word that nobody knows is no mode. */
export function modeIn({ marginType }: Json): MarginMode | null {
  if (marginType === 'CROSSED') return 'cross';
  return marginType === 'ISOLATED' ? 'isolated' : null;
}
