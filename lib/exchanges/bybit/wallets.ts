import { settleAll } from '../../aws/all-to-the-end.ts';
import { Decimal } from '../../decimal.ts';
import type { ProvidedAdapter } from '../interfaces/market-adapter.ts';
import type { LedgerBalance } from '../model/ledger-entry.ts';
import type { Balance, WalletMargin } from '../model/position.ts';
import type { Told } from '../model/told.ts';
import type { MarketWire } from '../wire/market-wire.ts';
import {
  decimalAsSent,
  type Json,
  readableDecimal,
  requiredDecimal,
  requiredList,
  requiredText,
} from '../wire/readers.ts';
import { MalformedResponse } from '../wire/refusals.ts';
import { assetFacts, toldRows } from '../wire/told-rows.ts';
import { endpoints } from './endpoints.ts';
import { rowsIn } from './lists.ts';
import type { PartWire } from './part.ts';
import { linearPositions, untradedPositions } from './positions.ts';

type Reading = Pick<MarketWire, 'read' | 'market'>;

/** Both markets tell the same wallet. Positions belong to contracts. */
export function bybitWallets(wire: PartWire): ProvidedAdapter['wallets'] {
  const isSpot = wire.part.category === 'spot';
  return {
    balanceList: async () => {
      const [account, codeOf] = await settleAll([unifiedAccount(wire), wire.markets.assetNaming()]);
      return balancesIn(wire.market.title, account, codeOf);
    },
    margin: async () => [marginOf(await unifiedAccount(wire))],
    positions: isSpot ? null : () => linearPositions(wire),
    // Told under the contracts alone: the wallet has two markets, and each position counts once.
    untraded: isSpot ? null : () => untradedPositions(wire),
  };
}

/** docs/v5 account/wallet-balance: one account, with the coins that are not zero. */
async function unifiedAccount({ read, market: { title } }: Reading): Promise<Json> {
  const [account, ...more] = rowsIn(title, await read(endpoints.walletBalance, { accountType: 'UNIFIED' }));
  if (account === undefined || more.length > 0) throw new MalformedResponse(title, 200);
  return account;
}

function balancesIn(title: string, account: Json, codeOf: (coin: string) => string): Told<Balance> {
  const coins = requiredList(title, account, 'coin');
  const held = figureOf(account.totalInitialMargin);
  const isHeld = held === null || held.gt(0);
  const { rows, unread } = toldRows(
    coins,
    (coin) => balanceOf(title, coin, codeOf, isHeld ? spareOf(account) : null),
    (coin) => assetFacts(coin, 'coin', codeOf),
  );
  const isThere = ({ total, used }: Balance) => !new Decimal(total).isZero() || !new Decimal(used).isZero();
  return { rows: rows.filter(isThere), unread };
}

/** The margin that is left over; null in isolated margin, where the figure is empty. */
function spareOf({ totalAvailableBalance: told }: Json): Decimal | null {
  return isTold(told) ? (figureOf(told) ?? new Decimal(0)) : null;
}

function isTold(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** Some modes leave a figure out, or empty: 0. Null for a figure that nobody can read, which is not nothing. */
function figureOf(value: unknown): Decimal | null {
  const told = isTold(value) ? readableDecimal(value) : '0';
  return told === null ? null : new Decimal(told);
}

/**
 * Free is what neither orders, positions, losses nor a bonus hold. In cross margin positions hold a part of every collateral: no more of a coin
 * is free than the margin that is left over is worth, before any discount. In a balance below zero nothing is free, nor beside a figure that
 * cannot be read.
 */
function balanceOf(title: string, coin: Json, codeOf: (coin: string) => string, spare: Decimal | null): Balance {
  const total = new Decimal(requiredDecimal(title, coin, 'walletBalance'));
  const taken = takenFrom(coin);
  const usable = taken === null ? new Decimal(0) : Decimal.min(total.minus(taken), worthIn(coin, total, spare));
  const free = total.lte(0) ? total : Decimal.min(Decimal.max(usable, 0), total);
  const asset = codeOf(requiredText(title, coin, 'coin'));
  return { asset, free: free.toFixed(), used: total.minus(free).toFixed(), total: total.toFixed() };
}

/** The part that is held, and the losses that are not realized. Null: a figure cannot be read. */
function takenFrom({ totalPositionIM, totalOrderIM, locked, bonus, unrealisedPnl }: Json): Decimal | null {
  const held = [totalPositionIM, totalOrderIM, locked, bonus].map(figureOf);
  const figures = [...held, figureOf(unrealisedPnl)?.neg() ?? null];
  return figures.reduce<Decimal | null>(
    (sum, figure) => (sum === null || figure === null ? null : sum.plus(Decimal.max(figure, 0))),
    new Decimal(0),
  );
}

/** The quantity of a coin that is worth the margin left over; all of a coin that has no worth told. */
function worthIn({ usdValue }: Json, total: Decimal, spare: Decimal | null): Decimal {
  const worth = figureOf(usdValue);
  if (spare === null || worth?.lte(0)) return total;
  if (worth === null) return new Decimal(0);
  return Decimal.max(spare, 0).mul(total).div(worth).toDecimalPlaces(10, Decimal.ROUND_DOWN);
}

/** In USD. Isolated margin leaves the figures of the account empty. */
function marginOf(account: Json): WalletMargin {
  const figure = (key: string) => readableDecimal(account[key]);
  return {
    otherWallet: null,
    asset: 'USD',
    portfolioValue: figure('totalEquity'),
    equity: figure('totalMarginBalance'),
    available: figure('totalAvailableBalance'),
    initialMargin: figure('totalInitialMargin'),
    maintenanceMargin: figure('totalMaintenanceMargin'),
    unrealizedPnl: figure('totalPerpUPL'),
    unrealizedFunding: null,
  };
}

/** The balances that the transaction log leads to. */
export async function ledgerBalances(wire: MarketWire): Promise<LedgerBalance[]> {
  const { title } = wire.market;
  const [account, codeOf] = await settleAll([unifiedAccount(wire), wire.markets.assetNaming()]);
  return requiredList(title, account, 'coin').map((coin) => ({
    wallet: 'unified',
    asset: codeOf(requiredText(title, coin, 'coin')),
    balance: decimalAsSent(title, coin, 'walletBalance'),
  }));
}
