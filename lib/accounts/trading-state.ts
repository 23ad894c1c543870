import { randomUUID } from 'node:crypto';
import type { Item } from '../aws/table-item.ts';
import { OemsError } from '../errors.ts';
import type { Account, AccountRef, TradingState } from './account.ts';
import { isOf, readAccount, updateAccount } from './account-store.ts';

/**
 * The SDK retries a write whose answer was lost, and the retry may come after another caller's write. A retried ACTIVE must not undo a
 * halt, so ACTIVE replaces only the state that was read just before. HALTED is always written: a halt can only stop too much.
 */
export async function setTradingState(ref: AccountRef, state: TradingState): Promise<Account> {
  const write = randomUUID();
  const expression = 'SET tradingState = :state, tradingStateWrite = :write';
  const values: Item = { ':state': { S: state }, ':write': { S: write } };
  if (state === 'HALTED') return updateAccount(ref, expression, {}, values);
  const seen = await readAccount(ref);
  const { condition, values: registration } = isOf(seen);
  const { tradingStateWrite: before } = seen;
  const unchanged = before === undefined ? 'attribute_not_exists(tradingStateWrite)' : 'tradingStateWrite = :before';
  Object.assign(values, registration, before === undefined ? {} : { ':before': { S: before } });
  try {
    return await updateAccount(ref, expression, {}, values, `attribute_exists(pk) AND ${condition} AND ${unchanged}`);
  } catch (error) {
    const account = await readAccount(ref);
    if (account.tradingStateWrite === write) return account;
    throw error instanceof OemsError && error.code === 'NOT_FOUND' ? changedMeanwhile(account.tradingState) : error;
  }
}

function changedMeanwhile(state: TradingState): OemsError {
  return new OemsError(
    'IN_PROGRESS',
    `another call has changed the trading state to ${state} meanwhile; repeat this call if the state should still change`,
  );
}
