import { settleAll } from '../../../../lib/aws/all-to-the-end.ts';
import { Decimal } from '../../../../lib/decimal.ts';
import type { ProvidedAdapter } from '../../../../lib/exchanges/interfaces/market-adapter.ts';
import type { Balance, Position, WalletMargin } from '../../../../lib/exchanges/model/position.ts';
import type { Told } from '../../../../lib/exchanges/model/told.ts';
import type { MarketWire } from '../../../../lib/exchanges/wire/market-wire.ts';
import {
  type Json,
  optionalText,
  positive,
  readableDecimal,
  requiredDecimal,
  requiredList,
  requiredRecord,
  requiredText,
} from '../../../../lib/exchanges/wire/readers.ts';
import { assetFacts, toldRows } from '../../../../lib/exchanges/wire/told-rows.ts';
import { endpoints } from './endpoints.ts';

export function wallets(wire: MarketWire, withPositions: boolean): ProvidedAdapter['wallets'] {
  return {
    balanceList: () => balances(wire),
    margin: withPositions ? () => margin(wire) : null,
    positions: withPositions ? () => positions(wire) : null,
    untraded: null,
  };
}

export async function balances({ read, market: { title } }: MarketWire): Promise<Told<Balance>> {
  const balanceFrom = (row: Json): Balance => {
    const total = new Decimal(requiredDecimal(title, row, 'total'));
    const used = new Decimal(requiredDecimal(title, row, 'used'));
    const asset = requiredText(title, row, 'asset');
    return { asset, free: total.minus(used).toFixed(), used: used.toFixed(), total: total.toFixed() };
  };
  return toldRows(requiredList(title, await read(endpoints.balances), 'data'), balanceFrom, (row) =>
    assetFacts(row, 'asset', (asset) => asset),
  );
}

/** The exchange tells no funding before the funding is paid. */
async function margin({ read, market: { title } }: MarketWire): Promise<WalletMargin[]> {
  const told = requiredRecord(title, await read(endpoints.margin), 'data');
  return [
    {
      otherWallet: null,
      asset: requiredText(title, told, 'currency'),
      portfolioValue: readableDecimal(told.value),
      equity: readableDecimal(told.equity),
      available: readableDecimal(told.available),
      initialMargin: readableDecimal(told.initial),
      maintenanceMargin: readableDecimal(told.maintenance),
      unrealizedPnl: readableDecimal(told.unrealized),
      unrealizedFunding: null,
    },
  ];
}

async function positions({ read, markets, market: { title } }: MarketWire): Promise<Position[]> {
  const [answer, symbolOf] = await settleAll([read(endpoints.positions), markets.naming()]);
  return requiredList(title, answer, 'data').map((row: Json): Position => {
    const instrument = optionalText(row.instrument);
    return {
      symbol: instrument === null ? null : symbolOf(instrument),
      side: row.side === 'long' || row.side === 'short' ? row.side : null,
      contracts: positive(row.contracts),
      entryPrice: positive(row.entry),
      leverage: positive(row.leverage),
      marginMode: marginModeOf(row),
      unrealizedPnl: readableDecimal(row.unrealized),
      markPrice: positive(row.mark),
      liquidationPrice: null,
      liquidationPriceReason: 'the exchange tells none',
    };
  });
}

/** A leverage isolates a pair; 0 is cross margin. */
function marginModeOf({ leverage }: Json): Position['marginMode'] {
  const told = readableDecimal(leverage);
  if (told === null || Number(told) < 0) return null;
  return Number(told) === 0 ? 'cross' : 'isolated';
}
