import type { Decimal } from 'decimal.js';
import type { Account } from '../../engine/account.ts';
import { balanceOf } from '../../engine/account.ts';
import { raise } from '../../engine/decimals.ts';
import type { Rules } from '../../engine/rules.ts';

interface BnbFees {
  readonly wallet: (account: Account) => string;
  /** The part of the fee that is paid. */
  readonly discount: Decimal;
  readonly isChosen: (account: Account) => boolean;
}

/** Fees in BNB, at the price of the moment, while there is enough BNB; else the usual fee. */
export function feeInBnb({ wallet, discount, isChosen }: BnbFees): NonNullable<Rules['feeElsewhere']> {
  return (world, account, { assetCode, amount }) => {
    if (!isChosen(account) || amount.isZero()) return null;
    const place = wallet(account);
    const inBnb = raise(amount.times(discount).times(assetCode === 'BNB' ? 1 : world.price(assetCode, 'BNB')), 8);
    const held = balanceOf(account, place, 'BNB');
    return held?.gte(inBnb) ? { wallet: place, asset: 'BNB', amount: inBnb } : null;
  };
}
