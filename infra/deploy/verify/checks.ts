import { setTimeout as sleep } from 'node:timers/promises';
import { callApi, expectStatus } from './calls.ts';
import type { Check, Verification } from './check.ts';
import { CheckFailure, isSkipped, type LogLine, type Skipped } from './deployment.ts';
import { orderChecks } from './order-checks.ts';

/** In the order of the first hour: each check needs what the checks before have proven. */
export const checks: readonly Check[] = [
  { name: 'health', run: seeHealth },
  { name: 'token', run: seeToken },
  { name: 'no token', run: seeRefusedCallers },
  { name: 'table and indexes', run: seeReads },
  { name: 'log line', run: seeLogLine },
  { name: 'resolver', run: seeResolver },
  { name: 'exchange', run: seeExchange },
  { name: 'metric', run: seeMetric },
  ...orderChecks,
  { name: 'alarm mail', run: seeAlarmMail },
  { name: 'differences', run: seeNoDifferences },
];

const ACCOUNTS = 'GET /delegation/exchange-accounts';

async function seeHealth({ caller }: Verification): Promise<string> {
  expectStatus(await callApi({ ...caller, token: null }, 'GET /health'), 200, 'health', 'read the log of get-health');
  return `${caller.url} answers`;
}

async function seeToken({ caller }: Verification): Promise<string> {
  const remedy = 'compare the token with identity in the file of the stage: issuer, audience, scopes, tenant';
  const { data } = expectStatus(await callApi(caller, ACCOUNTS), 200, 'a call with the token', remedy);
  return `the tenant has ${Array.isArray(data.accounts) ? data.accounts.length : 'no'} accounts`;
}

/** A wrong signature is as foreign as no token. */
async function seeRefusedCallers({ caller }: Verification): Promise<string> {
  const forged = `${caller.token?.slice(0, -8)}AAAAAAAA`;
  for (const token of [null, 'nonsense', forged])
    expectStatus(
      await callApi({ ...caller, token }, ACCOUNTS),
      401,
      'a call without a right token',
      'take the API off the network: the authorizer lets strangers in',
    );
  return 'calls without a token, with nonsense and with a wrong signature are refused';
}

/** The reads that use an index, and the rights that hold on a partition of the tenant alone. */
async function seeReads({ caller }: Verification): Promise<string> {
  const remedy = 'read the log of the function for AccessDenied: a right on an index, or a condition on its keys';
  for (const operation of ['GET /oems/execution/events', 'GET /oems/execution/portfolio'])
    expectStatus(await callApi(caller, operation), 200, operation, remedy);
  return 'events and portfolio are read';
}

async function seeLogLine({ deployment, caller, pauseMs }: Verification): Promise<string> {
  const since = Date.now();
  const { requestId } = await callApi(caller, ACCOUNTS);
  const line = await until(pauseMs, 30, async () => {
    const lines = await deployment.logLines('listExchangeAccounts', since);
    return lines.find((one) => one.requestId === requestId && one.message === 'call');
  });
  if (line !== undefined) return `the line of request ${requestId} is in the log, as JSON`;
  throw new CheckFailure(
    `no line with message "call" and requestId ${requestId}`,
    'look at the log group by hand: the metrics of all alarms travel in such lines, and must not be nested in another record',
  );
}

/** The resolver runs each minute; a line of the minutes before is a run. */
async function seeResolver({ deployment, pauseMs }: Verification): Promise<string> {
  const since = Date.now() - 3 * 60_000;
  const isRun = ({ message }: LogLine) => message === 'job done';
  const line = await until(pauseMs, 20, async () => (await deployment.logLines('resolveOrders', since)).find(isRun));
  if (line !== undefined) return 'the resolver has run within three minutes';
  throw new CheckFailure(
    'no run of the resolver within three minutes has ended',
    'read the log of resolve-orders and the schedule: unknown orders are settled by this job',
  );
}

/** A made-up key: the refusal comes from the exchange, so the functions reach the exchange, KMS and the table. */
const MADE_UP = {
  exchange_account_id: 'verify-made-up-key',
  exchange: 'kraken',
  params: { apiKey: 'made-up-key-that-opens-nothing', secret: Buffer.alloc(64, 7).toString('base64') },
} as const;

async function seeExchange({ caller }: Verification): Promise<string> {
  const answer = await callApi(caller, 'POST /delegation/register-exchange-account', MADE_UP);
  if (answer.code === 'KEY_REFUSED') return 'the exchange was reached, and refused a made-up key';
  if (answer.status === 200)
    await callApi(caller, 'DELETE /delegation/exchange-account', { ...idOf(MADE_UP), force: true });
  throw new CheckFailure(
    `a made-up key: status ${answer.status}, ${answer.code ?? 'no code'}: ${answer.message}`,
    'KEY_REFUSED was expected. EXCHANGE_*: the functions do not reach the exchange (NAT, route, region)',
  );
}

function idOf({ exchange_account_id }: { readonly exchange_account_id: string }) {
  return { exchange_account_id };
}

/** The refusal of the made-up key counts in this metric. */
async function seeMetric({ deployment, pauseMs }: Verification): Promise<string> {
  const since = Date.now() - 10 * 60_000;
  const isThere = async () => ((await deployment.hasMetric('KeyRefusals', 'kraken', since)) ? true : undefined);
  if (await until(pauseMs, 40, isThere)) return 'KeyRefusals of kraken has counted the refusal';
  throw new CheckFailure(
    'KeyRefusals of kraken has no value',
    'the lines in the log are not read as metrics: no alarm on a metric of the functions will ever ring',
  );
}

async function seeAlarmMail({ deployment }: Verification): Promise<string | Skipped> {
  const addresses = await deployment.alarmMail();
  if (isSkipped(addresses)) return addresses;
  return `an alarm was set off: a mail must reach ${addresses.join(', ')} within minutes. Look for the mail`;
}

async function seeNoDifferences({ deployment }: Verification): Promise<string | Skipped> {
  const text = await deployment.differences();
  if (isSkipped(text)) return text;
  if (text === '') return 'the deployed stack is the stage of this checkout';
  throw new CheckFailure(text, 'deploy again, or find out who changed the stack by hand');
}

/** The first value that is not undefined, after at most `tries` looks. */
async function until<T>(pauseMs: number, tries: number, look: () => Promise<T | undefined>): Promise<T | undefined> {
  for (let left = tries; left > 0; left -= 1) {
    const found = await look();
    if (found !== undefined) return found;
    if (left > 1) await sleep(pauseMs);
  }
  return undefined;
}
