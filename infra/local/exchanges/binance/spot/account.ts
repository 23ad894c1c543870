import { heldOf } from '../../engine/holds.ts';
import { balanceOf } from '../../engine/ledger.ts';
import type { SignedCall } from '../rest/handle.ts';
import { flag } from '../rest/params.ts';
import type { SpotExchange } from './exchange.ts';
import { money } from './render-order.ts';
import { spotFee, spotWallet } from './rules.ts';

/** GET /api/v3/account. `locked` is held by open orders. */
export function accountOf({ exchange, account, profile, params }: SignedCall<SpotExchange>): object {
  const leavesZeros = flag(params, 'omitZeroBalances');
  const rate = money(spotFee);
  const { canTrade, canWithdraw, canDeposit, uid } = profile;
  const balances = [...(account.wallets.get(spotWallet)?.keys() ?? [])].map((asset) => {
    const locked = heldOf(exchange, account, asset);
    const total = balanceOf(exchange, account, spotWallet, asset);
    return { asset, free: money(total.minus(locked)), locked: money(locked), isZero: total.isZero() };
  });
  return {
    ...{ makerCommission: 10, takerCommission: 10, buyerCommission: 0, sellerCommission: 0 },
    commissionRates: { maker: rate, taker: rate, buyer: '0.00000000', seller: '0.00000000' },
    ...{ canTrade, canWithdraw, canDeposit, brokered: false, requireSelfTradePrevention: false, preventSor: false },
    ...{ updateTime: account.ledger.at(-1)?.at ?? 0, accountType: 'SPOT' },
    balances: balances.filter(({ isZero }) => !(leavesZeros && isZero)).map(({ isZero: _, ...row }) => row),
    ...{ permissions: ['SPOT'], uid },
  };
}
