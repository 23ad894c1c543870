import type { Account, Fill, LedgerEntry } from '../engine/account.ts';
import type { Exchange } from '../engine/exchange.ts';
import type { Order, Trigger } from '../engine/order.ts';

/** `state`: everything about every customer, decimals as text, in words of no exchange. */
export function stateOf({ accounts }: Exchange): unknown {
  return { customers: [...accounts.values()].map(stateOfAccount) };
}

function stateOfAccount({ customer, wallets, positions, open, ended, fills, ledger }: Account): unknown {
  return {
    customer,
    balances: Object.fromEntries([...wallets].map(([wallet, held]) => [wallet, asText(held)])),
    positions: [...positions.values()].map(({ symbol, quantity, entry }) => ({
      ...{ symbol, quantity: quantity.toFixed(), price: entry.toFixed() },
    })),
    open_orders: [...open.values()].map(stateOfOrder),
    ended_orders: [...ended.values()].map(stateOfOrder),
    fills: fills.map(stateOfFill),
    ledger: ledger.map(stateOfEntry),
  };
}

function asText(held: ReadonlyMap<string, { toFixed(): string }>): Record<string, string> {
  return Object.fromEntries([...held].map(([asset, balance]) => [asset, balance.toFixed()]));
}

function stateOfOrder(order: Order): unknown {
  return {
    id: order.id,
    client_order_id: order.clientOrderId,
    symbol: order.market.terms.symbol,
    side: order.side,
    quantity: order.quantity.toFixed(),
    filled: order.filled.toFixed(),
    limit_price: order.limitPrice?.toFixed() ?? null,
    trigger: order.trigger && stateOfTrigger(order.trigger),
    time_in_force: order.timeInForce,
    post_only: order.postOnly,
    reduce_only: order.reduceOnly,
    state: order.state,
    cause: order.cause,
    rejection: order.rejection,
  };
}

function stateOfTrigger({ kind, price, signal, firedAt }: Trigger): unknown {
  return { kind, price: price.toFixed(), signal, fired_at: firedAt };
}

function stateOfFill({ id, order, quantity, price, fee, role }: Fill): unknown {
  return {
    ...{ id, order_id: order.id, client_order_id: order.clientOrderId },
    ...{ symbol: order.market.terms.symbol, side: order.side, role },
    ...{ quantity: quantity.toFixed(), price: price.toFixed(), fee: fee.toFixed() },
  };
}

function stateOfEntry({ id, at, kind, wallet, asset, before, after, reference }: LedgerEntry): unknown {
  return { id, at, kind, wallet, asset, before: before.toFixed(), after: after.toFixed(), reference };
}
