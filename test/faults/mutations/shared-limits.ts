import { edit, type Mutation } from './mutation.ts';

const [budget, wire] = ['test/lib/session/shared-limits.test.ts', 'test/lib/exchanges/wire/shared-limit.test.ts'];
const knownBans = 'test/lib/session/known-bans.test.ts';
const bans = 'lib/session/known-bans.ts';
const limits = 'lib/session/shared-limits.ts';
const store = 'lib/session/shared-limit-store.ts';
const send = 'lib/exchanges/wire/shared-limit.ts';

/** A limit that all keys at one address share: nobody's reads may use up what orders and halts need. */
export const sharedLimitMutations: readonly Mutation[] = [
  {
    bug: 'reads use up the whole limit of the address, and orders find nothing left',
    edits: [edit(limits, 'read: 0.8', 'read: 1')],
    tests: [budget],
  },
  {
    bug: 'commands are refused when reads have used up their share',
    edits: [
      edit(
        limits,
        "if (urgency === 'command') return;",
        "if (urgency === 'command') return take(key, limit, weight, limit.weight);",
      ),
    ],
    tests: [budget],
  },
  {
    bug: 'each container has a budget of its own',
    edits: [edit(store, '#window = :window AND used <= :room AND', '#window = :window AND')],
    tests: [budget],
  },
  {
    bug: 'a window that a container knows by an answer of the exchange alone refuses every read',
    edits: [edit(limits, 'stored = counted.window;', '')],
    tests: [budget],
  },
  {
    bug: 'a count of the exchange stays with the container that has read the count',
    edits: [edit(limits, "if (isNews && urgencyNow() !== 'command')", 'if (isNews && urgencyNow() === null)')],
    tests: [budget],
  },
  {
    bug: 'a ban is unknown to other containers, which make the ban longer',
    edits: [edit(limits, '      await unlessTableFails(key, () => storeBan(key, until, sharedNow()));\n', '')],
    tests: [budget],
  },
  {
    bug: 'a job gives up its reading when the window of seconds is used up',
    edits: [edit(limits, "urgency === 'job' && isReserved(error)", 'false')],
    tests: [budget],
  },
  {
    bug: 'requests leave during a ban of the address',
    edits: [edit(send, 'if (leftMs <= 0) return;', 'if (leftMs !== null) return;')],
    tests: [wire],
  },
  {
    bug: 'a warm command does not hear of the ban that another container has met',
    edits: [edit(bans, 'for (const each of counted) learnBan(...each);', 'void counted;')],
    tests: [knownBans],
  },
  {
    bug: 'a command asks the table for bans in a request of its own',
    edits: [edit(bans, 'if (needsBans(hosts) && !isFresh)', 'if (needsBans(hosts))')],
    tests: [knownBans],
  },
  {
    bug: 'bans that cannot be read stop the orders of all tenants',
    edits: [
      edit(
        bans,
        'return unlessTableFails(first, async () => {',
        'return ((_host: unknown, run: () => Promise<undefined>) => run())(first, async () => {',
      ),
    ],
    tests: [knownBans],
  },
  {
    bug: 'a ban that a wrong clock has written stops the orders of all tenants',
    edits: [edit(limits, 'isOfWrongClock ? before.bannedUntil : ', '')],
    tests: [knownBans],
  },
  {
    bug: 'a ban that a wrong clock has written stops the reads of all tenants',
    edits: [edit(store, "'(bannedUntil <= :now OR bannedUntil > :furthestBan)'", "'(bannedUntil <= :now)'")],
    tests: [budget],
  },
  {
    bug: 'a ban that a wrong clock has written hides the bans of the exchange',
    edits: [edit(store, ' OR bannedUntil < :until OR bannedUntil > :furthestBan', ' OR bannedUntil < :until')],
    tests: [budget],
  },
  {
    bug: 'a ban of one address stops the halts of containers at other addresses',
    edits: [edit(bans, 'sharedLimit !== undefined && isShared ?', 'sharedLimit !== undefined ?')],
    tests: [knownBans],
  },
  {
    bug: 'a request beyond the budget counts as one that the exchange may have executed',
    edits: [
      edit(send, 'throw new NotSent(error);\n  }\n}\n\n/** The seconds', 'throw error;\n  }\n}\n\n/** The seconds'),
    ],
    tests: [wire],
  },
  {
    bug: 'a window that a wrong clock has written refuses reads until that time comes',
    edits: [edit(store, ' OR #window > :farthest', '')],
    tests: [budget],
  },
  {
    bug: 'a table that fails refuses every read',
    edits: [
      edit(limits, 'if (error instanceof OemsError) throw error;\n    const what', 'throw error;\n    const what'),
    ],
    tests: [budget],
  },
  {
    bug: 'Binance: a ban stops no request of the other containers',
    edits: [
      edit(
        'lib/exchanges/binance/host-refusals.ts',
        "limit('HTTP 418', banned, 'told'), bansAddress: true }",
        "limit('HTTP 418', banned, 'told') }",
      ),
    ],
    tests: [wire],
  },
  {
    bug: 'Binance: a ban without an end is met again after five seconds',
    edits: [edit('lib/exchanges/binance/verify-answer.ts', 'status === 418 ? 120', 'status === 418 ? 5')],
    tests: ['test/lib/exchanges/binance/spot/order-entry.test.ts'],
  },
  {
    bug: 'Binance: a limit without an end is met again within its minute',
    edits: [edit('lib/exchanges/binance/verify-answer.ts', 'return 61 - ', 'return 5 + 0 * ')],
    tests: ['test/lib/exchanges/binance/spot/order-entry.test.ts'],
  },
  {
    bug: 'Bybit: an address beyond its limit is asked again at once',
    edits: [edit('lib/exchanges/bybit/errors.ts', 'bansAddress: true, waitSeconds: 600 }', 'waitSeconds: 1 }')],
    tests: ['test/lib/exchanges/bybit/outcomes.test.ts'],
  },
  {
    bug: 'the ten minutes for which Bybit refuses an address stop no request of the other containers',
    edits: [edit('lib/exchanges/bybit/errors.ts', 'waitSeconds: 600, bansAddress: true }', 'waitSeconds: 600 }')],
    tests: [wire],
  },
];
