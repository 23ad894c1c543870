import type * as z from 'zod';
import type { Deferred } from './deferred.ts';
import { rejectReason } from './fields.ts';
import * as about from './schemas/about.ts';
import * as account from './schemas/accounts.ts';
import * as audit from './schemas/audit.ts';
import * as cancel from './schemas/cancel-all.ts';
import * as events from './schemas/events.ts';
import * as ledgerExport from './schemas/export.ts';
import * as halt from './schemas/halt.ts';
import * as history from './schemas/history.ts';
import * as markets from './schemas/markets.ts';
import { orderShape, undecided } from './schemas/order-shape.ts';
import * as order from './schemas/orders.ts';
import * as pnl from './schemas/pnl.ts';
import * as portfolio from './schemas/portfolio.ts';
import * as trading from './schemas/trading.ts';
import * as transfer from './schemas/transfers.ts';
import { walletMarginResponse } from './schemas/wallet-margin.ts';
import { unreadField, walletFields } from './schemas/wallets.ts';

/** The part of a schema that another schema holds. */
type Part = Deferred<z.ZodType>;

const dryRun: Deferred<z.ZodObject<{ estimate: z.ZodType }>> = () => order.orderResponse().shape.dry_run.unwrap();
const keys = () => account.accountResponse().shape.credentials;
const pull = () => account.accountWithPullsResponse().shape.pulls.shape.spot.unwrap();
const exchange = () => about.capabilitiesResponse().shape.exchanges.element;
const event = () => events.eventsResponse().shape.events.element;
const held = portfolio.portfolioResponse;
const heldWallet = () => held().shape.accounts.element.shape.wallets.element;
const wallet = () => halt.haltedAccount().shape.wallets.element;

/** The name of each object of an answer in `components.schemas`. The answer of an operation and a request body are named by the operation. */
export const schemaNames: Readonly<Record<string, Part>> = {
  Order: orderShape,
  Undecided: undecided,
  Fee: () => orderShape().shape.fees.unwrap().element,
  DryRun: dryRun,
  OrderEstimate: () => dryRun().shape.estimate,
  RejectReason: rejectReason,
  Balance: () => trading.balanceResponse().shape.balances.element,
  OtherWallet: () => trading.balanceResponse().shape.other_wallets.element,
  Position: () => trading.positionsResponse().shape.positions.element,
  MarginSettings: trading.marginResponse,
  Transfer: transfer.transferShape,
  ListedTransfer: transfer.listedTransfer,
  TransferList: transfer.transferListShape,
  Account: account.accountResponse,
  AccountKeys: keys,
  AccountKey: () => keys().shape.spot,
  AuditRecord: () => audit.auditResponse().shape.records.element,
  AccountPulls: () => account.accountWithPullsResponse().shape.pulls,
  Pull: pull,
  PullError: () => pull().shape.last_error.unwrap(),
  PullGap: () => pull().shape.gaps.element,
  Mismatch: () => pull().shape.mismatches.element,
  Coverage: () => history.tradesResponse().shape.coverage,
  Gap: () => history.tradesResponse().shape.coverage.shape.gaps.element,
  LedgerCoverage: () => pnl.summaryResponse().shape.coverage.element,
  Fill: () => history.tradesResponse().shape.trades.element,
  PublishedRate: () => history.fundingResponse().shape.rates.element,
  Funding: () => history.fundingResponse().shape.payments.element,
  RealizedPnl: () => history.realizedPnlResponse().shape.events.element,
  SharedAccounts: () => pnl.sharedAccounts().element,
  BalanceChange: () => pnl.summaryResponse().shape.balance_changes.unwrap().element,
  PnlRow: () => pnl.summaryResponse().shape.rows.element,
  PnlTotal: () => pnl.summaryResponse().shape.totals.element,
  Market: () => markets.symbolsResponse().shape.symbols.element,
  WalletMargin: () => walletMarginResponse().shape.wallets.element,
  UnreadWallet: () => walletMarginResponse().shape.not_read.element,
  Event: event,
  EventFill: () => event().shape.fill.unwrap().unwrap(),
  EventPosition: () => event().shape.position.unwrap(),
  ExportCoverage: () => ledgerExport.exportJson().shape.coverage.element,
  ExportRow: () => ledgerExport.exportJson().shape.entries.element,
  PortfolioAccount: () => held().shape.accounts.element,
  PortfolioWallet: heldWallet,
  PortfolioBalance: () => heldWallet().shape.balances.unwrap().element,
  PortfolioPosition: () => heldWallet().shape.positions.unwrap().element,
  PortfolioPrice: () => held().shape.prices.element,
  PriceSource: () => held().shape.prices.element.shape.markets.element,
  PortfolioTotals: () => held().shape.totals,
  PortfolioAsset: () => held().shape.totals.shape.assets.element,
  PortfolioPnl: () => held().shape.totals.shape.unrealized_pnl.element,
  Ticker: markets.tickerShape,
  OrderBook: markets.orderBookShape,
  WalletRead: () => walletFields().wallets.unwrap().element,
  UnreadRow: () => unreadField().unread.unwrap().element,
  CanceledWallet: () => cancel.canceledAllResponse().shape.wallets.unwrap().element,
  CanceledOrder: () => cancel.canceledAllResponse().shape.orders.unwrap().element,
  HaltedAccount: halt.haltedAccount,
  HaltedAccounts: () => halt.haltResponse().options[1],
  HaltedCancellation: () => halt.haltedAccount().shape.cancellations.element,
  ClosedPosition: () => halt.haltedAccount().shape.closed_positions.element,
  HaltedWallet: wallet,
  HaltedPosition: () => wallet().shape.open_positions.unwrap().element,
  ExchangeCapabilities: exchange,
  MarketTypes: () => exchange().shape.market_types,
  MarketCapabilities: () => exchange().shape.market_types.shape.spot,
  TransferRoute: () => exchange().shape.transfers.element,
};
