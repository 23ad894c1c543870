import { BatchWriteItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { handler as createTransfer } from '../../../functions/api/create-transfer.ts';
import { transferPartition } from '../../../lib/accounts/partitions.ts';
import { dynamodb } from '../../../lib/aws/clients.ts';
import { forgetTableClock } from '../../../lib/aws/clock.ts';
import { env } from '../../../lib/aws/env.ts';
import type { TransferRecord } from '../../../lib/transfers/transfer.ts';
import { readTransfersSince } from '../../../lib/transfers/transfer-store.ts';
import { accounts } from '../../faults/harness/accounts.ts';
import { noCrash } from '../../faults/harness/calls.ts';
import { apiEvent, lambdaContext } from '../../faults/harness/event.ts';
import {
  type AnyScenario,
  openScenario,
  type Scenario,
  type ScenarioTerms,
  startCold,
} from '../../faults/harness/scenario.ts';
import { type Crash, type Invocation, inInvocation } from '../../faults/harness/time.ts';
import { keysOf } from '../../faults/scenes/kraken-keys.ts';

/** Of Kraken: spot to futures, futures to spot, and from the wallet of the futures market to a wallet beside that wallet. */
export type Leg = 'spot' | 'swap' | 'side';
/** Of Binance: spot to USD-M and back. */
export type BinanceLeg = 'to-usdm' | 'from-usdm';
export type AnyLeg = Leg | BinanceLeg;

const accountsOf = {
  spot: { from_account: 'spot', to_account: 'swap' },
  swap: { from_account: 'swap', to_account: 'spot' },
  side: { from_account: 'swap', to_account: 'swap:cash' },
  'to-usdm': { from_account: 'spot', to_account: 'swap' },
  'from-usdm': { from_account: 'swap', to_account: 'spot' },
} as const;

export function isOfBinance(leg: AnyLeg): leg is BinanceLeg {
  return leg === 'to-usdm' || leg === 'from-usdm';
}

/** The call at the exchange that moves the money, and those that look for it. */
export const moveCall = {
  ...{ spot: 'WalletTransfer', swap: 'withdrawal', side: 'transfer' },
  ...{ 'to-usdm': 'POST asset/transfer', 'from-usdm': 'POST asset/transfer' },
} as const;
export const lookCalls = {
  spot: ['GetApiKeyInfo', 'Ledgers'],
  swap: ['history/account-log'],
  side: ['history/account-log'],
  'to-usdm': ['GET asset/transfer'],
  'from-usdm': ['GET asset/transfer'],
} as const;

export const account = 'desk';
export const ref = accounts[account];

/** What a client was told; status 0 while it has been told nothing. */
export interface TransferTold {
  readonly invocation: Invocation;
  status: number;
  headers: Readonly<Record<string, unknown>>;
  body: {
    readonly code?: string;
    readonly message?: string;
    readonly data?: { readonly status: string; readonly transfer_id: string | null };
  };
}

export interface TransferScenario<S extends AnyScenario = Scenario, L extends AnyLeg = Leg> {
  readonly scenario: S;
  transfer(leg: L, key: string | undefined, terms?: { amount?: string; crash?: Crash }): TransferTold;
  /** Until the call has answered or died. */
  over(told: TransferTold): Promise<void>;
  /** The schedule's work, once a minute, until no transfer is open or `minutes` have passed; then every late packet lands. */
  settle(minutes?: number, crash?: Crash): Promise<readonly string[]>;
  journal(): Promise<TransferRecord[]>;
  /** How often the exchange's own books say that the money moved. */
  moved(leg: L): number;
  close(): Promise<void>;
}

export async function openTransfers(terms: ScenarioTerms = {}): Promise<TransferScenario> {
  const scenario = await openScenario([account], terms);
  const { apiKey } = keysOf(account).swap;
  scenario.exchange.futures.control.key?.({ api_key: apiKey, permissions: { general: 'full', withdrawal: 'full' } });
  return transfersOver(scenario, (leg) => movedFrom(leg, scenario));
}

/** The same over any exchange: `moved` reads the books of that exchange. */
export function transfersOver<S extends AnyScenario, L extends AnyLeg>(
  scenario: S,
  moved: (leg: L) => number,
): TransferScenario<S, L> {
  const over = async ({ invocation }: { readonly invocation: Invocation }): Promise<void> =>
    scenario.run(undefined, () => invocation.state !== 'running');
  const journal = async () => {
    const lines = await readTransfersSince(ref, 0);
    // Read from outside any function, the table shows the real time; the functions' clock is the virtual one.
    forgetTableClock();
    return lines;
  };
  return {
    scenario,
    over,
    journal,
    transfer: (leg, key, { amount = '100', crash = noCrash } = {}) => start(scenario, leg, key, amount, crash),
    settle: async (minutes = 25, crash = noCrash) => {
      let hops: readonly string[] = [];
      for (let minute = 0; minute < minutes && (await isAnyOpen(journal)); minute += 1) {
        await scenario.run(scenario.time.now() + 60_000);
        const invocation = scenario.resolve(hops.length === 0 ? crash : noCrash);
        await over({ invocation });
        if (invocation.hops.length > hops.length) hops = invocation.hops;
      }
      await scenario.run();
      return hops;
    },
    moved,
    close: async () => {
      await scenario.close();
      await clearJournal();
    },
  };
}

async function isAnyOpen(journal: () => Promise<TransferRecord[]>): Promise<boolean> {
  return (await journal()).some(({ state }) => state === 'IN_FLIGHT' || state === 'UNKNOWN');
}

const timeoutMs = 29_000;

function start(
  scenario: AnyScenario,
  leg: AnyLeg,
  key: string | undefined,
  amount: string,
  crash: Crash,
): TransferTold {
  const { time, invocations } = scenario;
  const name = `transfer${invocations.length}(${key})`;
  const invocation: Invocation = {
    name,
    hops: [],
    waiting: new Map(),
    crash,
    state: 'running',
    endedAt: Number.POSITIVE_INFINITY,
    onDeath: startCold,
  };
  invocations.push(invocation);
  time.begin(invocation);
  time.note(`${name} begins`);
  time.at(time.now() + timeoutMs, () => time.die(invocation));
  const body = {
    exchange_account_id: ref.accountId,
    asset: isOfBinance(leg) ? 'USDT' : 'USD',
    amount,
    ...accountsOf[leg],
  };
  const event = apiEvent({ tenant: ref.tenant, body, idempotencyKey: key });
  const told: TransferTold = { invocation, status: 0, headers: {}, body: {} };
  void inInvocation(invocation, () => createTransfer(event, lambdaContext(Date.now() + timeoutMs))).then((result) => {
    if (invocation.state !== 'running') return;
    invocation.state = 'ended';
    time.end(invocation);
    if (invocation.waiting.size > 0) scenario.violations.push(`${name} returned while under way`);
    told.status = result.statusCode ?? 0;
    told.headers = result.headers ?? {};
    told.body = JSON.parse(String(result.body));
    time.note(`${name}: ${told.status} ${told.body.code ?? told.body.data?.status}`);
  });
  return told;
}

/** Moves, by the ledgers: every arrival on spot is a departure from futures, and a move beside has arrived in the cash wallet. */
function movedFrom(leg: Leg, { exchange }: Scenario): number {
  const { accounts: opened } = leg === 'side' ? exchange.futures.exchange() : exchange.spot.exchange();
  const ledger = opened.get(ref.customer)?.ledger ?? [];
  const wanted = { spot: 'departure', swap: 'arrival', side: 'transfer' }[leg];
  return ledger.filter(({ kind, wallet }) => kind === wanted && (leg !== 'side' || wallet === 'cash')).length;
}

async function clearJournal(): Promise<void> {
  const { Items = [] } = await dynamodb().send(
    new QueryCommand({
      TableName: env.table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: transferPartition(ref) } },
      ProjectionExpression: 'pk, sk',
      ConsistentRead: true,
    }),
  );
  const requests = Items.map((Key) => ({ DeleteRequest: { Key } }));
  if (requests.length > 0)
    await dynamodb().send(new BatchWriteItemCommand({ RequestItems: { [env.table]: requests } }));
}
