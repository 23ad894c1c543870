import { edit, type Mutation } from './mutation.ts';

const metrics = ['test/infra/aws/metrics.test.ts'];
const monitoring = ['test/infra/aws/monitoring.test.ts'];
const halt = ['test/lib/orders/halt/halt.test.ts'];

/** What an on-call person must hear of, and what no log may tell. */
export const alarmMutations: readonly Mutation[] = [
  {
    bug: 'a halt that is not complete leaves no trace',
    edits: [edit('lib/orders/halt/halt.ts', 'if (!isDone) report', 'if (false) report')],
    tests: halt,
  },
  {
    bug: 'a step of a halt that fails leaves no trace',
    edits: [
      edit('lib/orders/halt/cancel-everything.ts', "    reportFailedStep(ref, 'cancel', error, marketType);\n", ''),
    ],
    tests: halt,
  },
  {
    bug: 'a failed step of a halt logs the message of the error, which may quote a secret',
    edits: [edit('lib/orders/halt/report-halt.ts', 'error: errorText(error)', 'error: String(error)')],
    tests: halt,
  },
  {
    bug: 'a job throws the error as the error came, and Lambda stores the message',
    edits: [edit('lib/http/endpoint.ts', 'throw scrubbed(name, error);', 'throw error;')],
    tests: ['test/lib/http/endpoint.test.ts'],
  },
  {
    bug: 'an unexpected error is counted by no metric',
    edits: [edit('lib/aws/log-failure.ts', '{ UnexpectedErrors: 1, ', '{ ')],
    tests: metrics,
  },
  {
    bug: 'functions write their metrics to a namespace that no alarm reads',
    edits: [edit('infra/aws/function-environment.ts', 'namespaceOf(options.stage)', "'oems'")],
    tests: metrics,
  },
  {
    bug: 'an exchange that is away is counted without its name',
    edits: [
      edit(
        'lib/aws/metrics.ts',
        "ExchangeAway: { unit: 'Count', by: 'exchange' }",
        "ExchangeAway: { unit: 'Count', by: null }",
      ),
    ],
    tests: metrics,
  },
  {
    bug: 'the key of the table can be disabled without a mail',
    edits: [edit('infra/aws/oems-stack.ts', 'return [secretsKey, table.encryptionKey];', 'return [secretsKey];')],
    tests: monitoring,
    only: 'take a key away',
  },
  {
    bug: 'throttled calls that stop trading are counted by nothing',
    edits: [edit('infra/aws/platform-alarms.ts', '$.status = "429"', '$.status = 429')],
    tests: monitoring,
    only: 'throttled calls that stop trading',
  },
];
