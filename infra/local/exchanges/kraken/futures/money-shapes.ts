import * as z from 'zod';
import { parseInput } from '../../server/control-input.ts';

type Telling = 'told' | 'left-out';

/** Shapes of answers about money of which Kraken is documented or recorded with more than one. */
export interface MoneyShapes {
  /** `realized_pnl` and `realized_funding` of fills: absent in all recorded fills, present in fills that users of CCXT have posted. */
  readonly fillProfit: Telling;
  /** `unrealizedPnl` of open positions: absent in all recorded positions, optional in a client's model (Kraken.Net). */
  readonly positionProfit: Telling;
  /** `uid` of a withdrawal: documented (initiate-withdrawal-to-spot-wallet), absent in the answer that CCXT quotes. */
  readonly withdrawalUid: Telling;
  /** The multi-collateral wallet in `accounts`: customers with single-collateral wallets alone have none (ccxt issue 19677). */
  readonly flex: Telling | 'null';
}

export const usualMoney: MoneyShapes = {
  fillProfit: 'left-out',
  positionProfit: 'left-out',
  withdrawalUid: 'told',
  flex: 'told',
};

const telling = z.enum(['told', 'left-out']).optional();
const input = z.strictObject({
  fill_profit: telling,
  position_profit: telling,
  withdrawal_uid: telling,
  flex: z.enum(['told', 'left-out', 'null']).optional(),
});

/** `money {fill_profit?, position_profit?, withdrawal_uid?, flex?}`: the shapes of answers from now on. An empty body only asks. */
export function controlMoney(settings: { money: MoneyShapes }, body: Record<string, unknown>): unknown {
  const { fill_profit, position_profit, withdrawal_uid, flex } = parseInput(input, body);
  const { money } = settings;
  settings.money = {
    fillProfit: fill_profit ?? money.fillProfit,
    positionProfit: position_profit ?? money.positionProfit,
    withdrawalUid: withdrawal_uid ?? money.withdrawalUid,
    flex: flex ?? money.flex,
  };
  const { fillProfit, positionProfit, withdrawalUid } = settings.money;
  return {
    fill_profit: fillProfit,
    position_profit: positionProfit,
    withdrawal_uid: withdrawalUid,
    flex: settings.money.flex,
  };
}
