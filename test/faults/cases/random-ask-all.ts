import { type AccountName, accounts, journalOf } from '../harness/accounts.ts';
import type { CallResult } from '../harness/calls.ts';
import { over } from '../harness/case.ts';
import type { AnyScenario } from '../harness/scenario.ts';

/** When all is over, every client asks what became of its order, and asks for everything once more. */
export async function askAll(scenario: AnyScenario, names: readonly AccountName[]): Promise<void> {
  for (const name of names)
    for (const { clientOrderId } of await journalOf(accounts[name]))
      await over(scenario, scenario.get(name, clientOrderId));
  const asked = new Set<string>();
  for (const { operation, account, key, request } of [...scenario.told]) {
    const again = repeats[operation];
    if (again === undefined || asked.has(`${operation} ${account} ${key}`)) continue;
    asked.add(`${operation} ${account} ${key}`);
    await over(scenario, again(scenario, account, key, request));
  }
}

type Repeat = (
  scenario: AnyScenario,
  account: AccountName,
  key: string,
  request: Record<string, unknown>,
) => CallResult;
const repeats: Partial<Record<CallResult['operation'], Repeat>> = {
  create: (scenario, account, key, request) => scenario.create(account, key, request),
  amend: (scenario, account, key, request) => scenario.amend(account, key, request),
  'cancel-all': (scenario, account, key, request) =>
    scenario.cancelAll(account, key, request as Record<string, string>),
};
