import { settleAll } from '../../../aws/all-to-the-end.ts';
import { Decimal } from '../../../decimal.ts';
import type { ProvidedAdapter } from '../../interfaces/market-adapter.ts';
import type { Balance, WalletMargin } from '../../model/position.ts';
import type { MarketWire } from '../../wire/market-wire.ts';
import {
  type Json,
  optionalText,
  readableDecimal,
  requiredDecimal,
  requiredList,
  requiredText,
} from '../../wire/readers.ts';
import { assetFacts, toldRows } from '../../wire/told-rows.ts';
import { usdmEndpoints } from '../endpoints.ts';
import { openPositions } from './positions.ts';

const title = 'Binance USD-M';

export function usdmWallets(wire: MarketWire): ProvidedAdapter['wallets'] {
  return {
    balanceList: async () => {
      const [assets, codeOf] = await settleAll([assetRows(wire), wire.markets.assetNaming()]);
      const { rows, unread } = toldRows(
        assets,
        (row) => balanceFrom(row, codeOf),
        (row) => assetFacts(row, 'asset', codeOf),
      );
      return { rows: rows.filter(({ total }) => total !== '0'), unread };
    },
    margin: () => walletMargin(wire),
    positions: (symbol) => openPositions(wire, symbol),
    untraded: null,
  };
}

async function assetRows({ read }: MarketWire): Promise<Json[]> {
  return requiredList(title, await read(usdmEndpoints.account), 'assets');
}

/** `walletBalance` is without unrealized profits, `availableBalance` what positions, orders and losses leave: nothing, where unreadable. */
function balanceFrom(row: Json, codeOf: (asset: string) => string): Balance {
  const total = new Decimal(requiredDecimal(title, row, 'walletBalance'));
  const available = new Decimal(readableDecimal(row.availableBalance) ?? 0);
  // In multi-assets mode the figure is that of the whole wallet. In a balance below zero nothing is free: all of it is debt.
  const free = total.lte(0) ? total : Decimal.min(Decimal.max(available, 0), total);
  const asset = codeOf(requiredText(title, row, 'asset'));
  return { asset, free: free.toFixed(), used: total.minus(free).toFixed(), total: total.toFixed() };
}

/** Each asset that margins, the fullest first. The totals of the answer count one asset alone where assets do not margin each other. */
async function walletMargin(wire: MarketWire): Promise<WalletMargin[]> {
  const [rows, codeOf] = await settleAll([assetRows(wire), wire.markets.assetNaming()]);
  const used = rows.filter((row) => !isEmpty(row));
  return (used.length === 0 ? rows.slice(0, 1) : used)
    .toSorted((one, other) => worthOf(other).cmp(worthOf(one)))
    .map((row) => marginFrom(row, codeOf));
}

function worthOf({ marginBalance }: Json): Decimal {
  return new Decimal(readableDecimal(marginBalance) ?? 0);
}

/** A figure that cannot be read is not zero. */
function isEmpty({ walletBalance, initialMargin }: Json): boolean {
  return readableDecimal(walletBalance) === '0' && readableDecimal(initialMargin) === '0';
}

function marginFrom(row: Json, codeOf: (asset: string) => string): WalletMargin {
  const figure = (key: string) => readableDecimal(row[key]);
  const name = optionalText(row.asset);
  return {
    otherWallet: null,
    asset: name === null ? null : codeOf(name),
    portfolioValue: figure('marginBalance'),
    equity: figure('marginBalance'),
    available: figure('availableBalance'),
    initialMargin: figure('initialMargin'),
    maintenanceMargin: figure('maintMargin'),
    unrealizedPnl: figure('unrealizedProfit'),
    unrealizedFunding: null,
  };
}
