import { type AttributeValue, DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { handler as registerExchangeAccount } from '../../../functions/api/register-exchange-account.ts';
import { accountKey } from '../../../lib/accounts/partitions.ts';
import { dynamodb } from '../../../lib/aws/clients.ts';
import { env } from '../../../lib/aws/env.ts';
import { type ExchangeId, exchanges } from '../../../lib/exchanges/exchanges.ts';
import { sceneOf } from '../scenes/scenes.ts';
import { type AccountName, accountNames, accounts } from './accounts.ts';
import { apiEvent, lambdaContext } from './event.ts';

type Item = Record<string, AttributeValue>;

/** The items that registration leaves, by exchange: every scenario begins with them. */
const pristine = new Map<string, Item>();

/** Registers every account at each exchange through the function, one exchange after the other. */
export async function registerAccounts(ids: readonly ExchangeId[]): Promise<void> {
  for (const exchange of ids)
    for (const name of accountNames) pristine.set(`${exchange} ${name}`, await registeredItem(exchange, name));
  await resetAccounts('kraken', accountNames);
}

async function registeredItem(exchange: ExchangeId, name: AccountName): Promise<Item> {
  const { tenant, accountId } = accounts[name];
  const body = { exchange_account_id: accountId, exchange, params: paramsOf(exchange, name), verify: false };
  const answer = await registerExchangeAccount(apiEvent({ tenant, body }), lambdaContext(Date.now() + 29_000));
  if (answer.statusCode !== 200 && answer.statusCode !== 201) throw new Error(`registration failed: ${answer.body}`);
  const item = { TableName: env.table, Key: accountKey(accounts[name]) };
  const { Item } = await dynamodb().send(new GetItemCommand(item));
  if (Item === undefined) throw new Error(`${name} is not in the table`);
  await dynamodb().send(new DeleteItemCommand(item));
  return asChecked(Item);
}

/** Scenarios begin with keys that may trade: the simulators of a scenario are not there yet when the keys are registered. */
function asChecked(item: Item): Item {
  for (const credential of Object.values(item.credentials?.M ?? {}))
    if (credential.M !== undefined) credential.M.verification = { S: 'verified' };
  return item;
}

/** The parameters of a registration, as the definition of the exchange names them. */
function paramsOf(exchange: ExchangeId, name: AccountName): Record<string, string> {
  const credentials = sceneOf(exchange).credentialsOf(name);
  const fields = Object.entries(exchanges[exchange].keys).flatMap(([slot, key]) =>
    key.fields.map((field) => [field.name, credentials[slot]?.[field.as] ?? '']),
  );
  return Object.fromEntries(fields);
}

export async function resetAccounts(exchange: ExchangeId, names: readonly AccountName[]): Promise<void> {
  for (const name of names) {
    const item = pristine.get(`${exchange} ${name}`);
    if (item !== undefined) await dynamodb().send(new PutItemCommand({ TableName: env.table, Item: item }));
  }
  // Every scenario begins at the same moment: the weight of the scenario before would count in the same window.
  for (const host of Object.keys(exchanges[exchange].hosts)) {
    const Key = { pk: { S: `LIMITS#${exchange}` }, sk: { S: host } };
    await dynamodb().send(new DeleteItemCommand({ TableName: env.table, Key }));
  }
}
