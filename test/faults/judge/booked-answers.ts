import { handler as getFundingHistory } from '../../../functions/api/get-funding-history.ts';
import { handler as getPnlSummary } from '../../../functions/api/get-pnl-summary.ts';
import { handler as getRealizedPnl } from '../../../functions/api/get-realized-pnl.ts';
import { Decimal } from '../../../lib/decimal.ts';
import type { MarketType } from '../../../lib/exchanges/model/axes.ts';
import { type AccountName, accounts } from '../harness/accounts.ts';
import { apiEvent, lambdaContext } from '../harness/event.ts';
import type { AnyScenario } from '../harness/scenario.ts';
import { startTime } from '../harness/time.ts';
import { sumOf } from '../scenes/booked-ledger.ts';
import type { BookedRow } from '../scenes/scene.ts';

type Handler = typeof getRealizedPnl;
type Data = Readonly<Record<string, unknown>>;

/** What clients are told of profit, funding and fees, held against the engine to the last digit. For a ledger that is stored as a whole. */
export async function judgeAnswers(scenario: AnyScenario, name: AccountName): Promise<string[]> {
  const truth = scenario.exchange.booked?.rows(accounts[name].customer) ?? [];
  const told = {
    'realized PnL': await listed(name, getRealizedPnl, 'events', 'realized_pnl'),
    'funding payments': await listed(name, getFundingHistory, 'payments', 'amount', { kind: 'payments' }),
    sums: await summed(scenario, name),
  };
  const booked = {
    'realized PnL': rowsWith(truth, 'realizedPnl'),
    'funding payments': rowsWith(truth, 'funding'),
    sums: sumsOf(truth),
  };
  return (Object.keys(told) as (keyof typeof told)[]).flatMap((what) => differences(what, told[what], booked[what]));
}

async function ask(name: AccountName, handler: Handler, query: Record<string, string>): Promise<Data> {
  const { tenant } = accounts[name];
  const answer = await handler(apiEvent({ tenant, query }), lambdaContext(Date.now() + 29_000));
  if (answer.statusCode !== 200) throw new Error(String(answer.body));
  return (JSON.parse(String(answer.body)) as { readonly data: Data }).data;
}

/** Every page, each event in a line. */
async function listed(
  name: AccountName,
  handler: Handler,
  list: string,
  amount: string,
  more: Record<string, string> = {},
): Promise<string[]> {
  const lines: string[] = [];
  for (let cursor: unknown; cursor !== null; ) {
    const page = { ...(cursor === undefined ? {} : { cursor: String(cursor) }), limit: '500' };
    const query = { exchange_account_id: accounts[name].accountId, market_type: 'swap', ...page, ...more };
    const data = await ask(name, handler, query);
    for (const event of data[list] as readonly Data[])
      lines.push([event.timestamp, event.symbol, event[amount], event.asset, ...feeIn(event)].join(' '));
    cursor = data.next_cursor ?? null;
  }
  return lines;
}

/** Payments have none. */
function feeIn({ fee }: Data): string[] {
  return fee === undefined ? [] : [`fee ${fee}`];
}

/** A row without a fee does not say that the trade had none: the fee is a row of its own. */
function feeOf({ fee, liquidationFee }: BookedRow): string {
  return `fee ${fee === null && liquidationFee === null ? null : Number(sumOf([fee, liquidationFee]))}`;
}

function rowsWith(truth: readonly BookedRow[], amount: 'realizedPnl' | 'funding'): string[] {
  return truth
    .filter((row) => row[amount]?.isZero() === false)
    .map((row) =>
      [row.time, row.symbol, Number(row[amount]), row.asset, ...(amount === 'realizedPnl' ? [feeOf(row)] : [])].join(
        ' ',
      ),
    );
}

/** What the sums of a range say of their completeness: of every market of the account, or of one. */
export async function sumsCoverage(name: AccountName, to: number, marketType?: MarketType): Promise<Data> {
  const range = { from: String(startTime - 86_400_000), to: String(to) };
  const market = marketType === undefined ? {} : { market_type: marketType };
  return ask(name, getPnlSummary, { exchange_account_id: accounts[name].accountId, ...range, ...market });
}

async function summed({ time }: AnyScenario, name: AccountName): Promise<string[]> {
  const range = { from: String(startTime - 86_400_000), to: String(time.now() + 60_000) };
  const data = await ask(name, getPnlSummary, { exchange_account_id: accounts[name].accountId, ...range });
  return (data.totals as readonly Data[]).flatMap(({ asset, realized_pnl, funding, fees, insurance, net }) => {
    const sums = [realized_pnl ?? 0, funding, fees, insurance, net].map(Number);
    // A purchase without a fee is told as a trade whose profit is unknown.
    return sums.every((sum) => sum === 0) ? [] : [`${asset} ${sums.join(' ')}`];
  });
}

const none = new Decimal(0);

function sumsOf(truth: readonly BookedRow[]): string[] {
  return [...Map.groupBy(truth, ({ asset }) => asset)].flatMap(([asset, rows]) => {
    const fees = sumOf(rows.flatMap(({ fee, liquidationFee }) => [fee, liquidationFee]));
    const gains = (['realizedPnl', 'funding', 'insurance'] as const).map((name) =>
      sumOf(rows.map((row) => row[name] ?? null)),
    );
    const [realizedPnl = none, funding = none, insurance = none] = gains;
    const sums = [realizedPnl, funding, fees, insurance, sumOf(gains).minus(fees)];
    return sums.every((sum) => sum.isZero()) ? [] : [`${asset} ${sums.map(Number).join(' ')}`];
  });
}

function differences(what: string, told: readonly string[], booked: readonly string[]): string[] {
  const left = [...booked];
  const wrong = told.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return [
    ...wrong.map((line) => `${what}: told ${line}`),
    ...left.map((line) => `${what}: booked and not told ${line}`),
  ];
}
