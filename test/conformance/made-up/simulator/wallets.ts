import { type Account, balanceOf } from '../../../../infra/local/exchanges/engine/account.ts';
import { type Exchange, marketOf } from '../../../../infra/local/exchanges/engine/exchange.ts';
import { heldOf } from '../../../../infra/local/exchanges/engine/holds.ts';
import { marginState } from '../../../../infra/local/exchanges/engine/margin.ts';
import { profit } from '../../../../infra/local/exchanges/engine/position-value.ts';
import { quoteOf } from '../../../../infra/local/exchanges/engine/quote.ts';
import { Decimal } from '../../../../lib/decimal.ts';
import type { MadeUpExchange } from './exchange.ts';
import { type Body, marketIn } from './instruments.ts';
import { refuse } from './refused.ts';
import { wallet } from './rules.ts';

export function balances(exchange: Exchange, account: Account): object[] {
  return [...(account.wallets.get(wallet)?.keys() ?? [])].map((asset) => ({
    asset,
    total: balanceOf(account, wallet, asset)?.toFixed() ?? '0',
    used: heldOf(exchange, account, asset).toFixed(),
  }));
}

export function margin(exchange: Exchange, account: Account): object {
  const state = marginState(exchange, account, wallet);
  return {
    currency: 'USD',
    value: state.balanceValue.add(state.pnl).toFixed(),
    equity: state.marginEquity.toFixed(),
    available: state.availableMargin.toFixed(),
    initial: state.initialMarginWithOrders.toFixed(),
    maintenance: state.maintenanceMargin.toFixed(),
    unrealized: state.pnl.toFixed(),
  };
}

export function positions(exchange: Exchange, account: Account): object[] {
  return [...account.positions.values()].map(({ symbol, quantity, entry }) => {
    const market = marketOf(exchange, symbol);
    const { mark } = quoteOf(exchange, market);
    return {
      instrument: symbol,
      side: quantity.gt(0) ? 'long' : 'short',
      contracts: quantity.abs().toFixed(),
      entry: entry.toFixed(),
      mark: mark.toFixed(),
      unrealized: profit(market, quantity, entry, mark).toFixed(),
      leverage: leverageIn(account, symbol),
    };
  });
}

function leverageIn({ leverage }: Account, symbol: unknown): string {
  return leverage.get(String(symbol))?.toFixed() ?? '0';
}

export function readLeverage(_exchange: Exchange, account: Account, { instrument }: Body): object {
  return { leverage: leverageIn(account, instrument) };
}

/** A leverage that is set already is refused, although nothing is wrong. 0 is cross margin. */
export function setLeverage({ markets }: MadeUpExchange, account: Account, body: Body): object {
  const { symbol } = marketIn(markets, body).terms;
  const leverage = String(body.leverage);
  if (!/^\d{1,2}$/.test(leverage)) refuse('margin.leverage', 'not a leverage');
  if (leverageIn(account, symbol) === leverage) refuse('margin.leverage', 'already set');
  if (leverage === '0') account.leverage.delete(symbol);
  else account.leverage.set(symbol, new Decimal(leverage));
  return { leverage };
}
