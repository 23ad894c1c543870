import { edit, type Mutation } from './mutation.ts';

const at = (file: string) => `lib/exchanges/bybit/${file}.ts`;
const by = (file: string) => [`test/lib/exchanges/bybit/${file}.test.ts`];

/** Bugs of what Bybit tells about an account: its mode, its money and its positions. */
export const bybitAccountMutations: readonly Mutation[] = [
  {
    bug: 'functions as they are deployed register an account of Bybit in hedge mode',
    edits: [edit('lib/session/key-rules.ts', "report.positionMode === 'hedge'", 'report.positionMode === null')],
    tests: ['test/e2e/hedge-mode.test.ts'],
    only: 'is refused with the remedy',
  },
  {
    bug: 'hedge mode that was set for all symbols of Bybit is not seen without a position',
    edits: [edit(at('key-check'), 'return [...held, ...one].some(', 'return held.some(')],
    tests: by('key-check'),
  },
  {
    bug: 'a short side of hedge mode at Bybit is not seen',
    edits: [edit(at('positions'), "positionIdx === '1' || positionIdx === '2'", "positionIdx === '1'")],
    tests: by('key-check'),
  },
  {
    bug: 'positions that cannot be read say that Bybit is in one-way mode',
    edits: [
      edit(
        at('key-check'),
        "error.code === 'PERMISSION_DENIED') return null;",
        "error.code !== 'NOT_SUPPORTED') return 'one-way';",
      ),
    ],
    tests: by('key-check'),
  },
  {
    bug: 'a key of Bybit that can withdraw is told as one that cannot',
    edits: [edit(at('key-check'), "right.endsWith('Wallet:Withdraw')", "right === 'Withdraw'")],
    tests: by('key-check'),
  },
  {
    bug: 'a second account in an answer of Bybit is left out of the balances',
    edits: [
      edit(
        at('wallets'),
        'if (account === undefined || more.length > 0)',
        'if (account === undefined || more.length < 0)',
      ),
    ],
    tests: by('wallets-and-data'),
  },
  {
    bug: 'margin that positions hold is free money at Bybit',
    edits: [edit(at('wallets'), '[totalPositionIM, totalOrderIM, locked, bonus]', '[totalOrderIM, locked, bonus]')],
    tests: by('wallets-and-data'),
  },
  {
    bug: 'a bonus of Bybit is free money',
    edits: [
      edit(at('wallets'), '[totalPositionIM, totalOrderIM, locked, bonus]', '[totalPositionIM, totalOrderIM, locked]'),
    ],
    tests: by('wallets-and-data'),
  },
  {
    bug: 'in cross margin each coin of Bybit is free as a whole',
    edits: [edit(at('wallets'), 'Decimal.min(total.minus(taken), worthIn(coin, total, spare))', 'total.minus(taken)')],
    tests: by('wallets-and-data'),
  },
  {
    bug: 'a position of Bybit whose size cannot be read is none',
    edits: [
      edit(
        at('positions'),
        'return told === null || !new Decimal(told).isZero();',
        'return told !== null && !new Decimal(told).isZero();',
      ),
    ],
    tests: by('wallets-and-data'),
  },
  {
    bug: 'positions in inverse contracts of Bybit are not told',
    edits: [
      edit(
        at('wallets'),
        'untraded: isSpot ? null : () => untradedPositions(wire)',
        'untraded: isSpot ? null : async () => (await untradedPositions(wire)).slice(0, 0)',
      ),
    ],
    tests: by('wallets-and-data'),
  },
  {
    bug: 'the margin mode of Bybit is cross, whatever the account says',
    edits: [edit(at('account-mode'), "ISOLATED_MARGIN: 'isolated'", "ISOLATED_MARGIN: 'cross'")],
    tests: by('wallets-and-data'),
  },
  {
    bug: 'the leverage of one symbol of Bybit is told for a different symbol',
    edits: [edit(at('margin'), 'rows.find((each) => each.symbol === id)', 'rows.find((each) => each.symbol !== null)')],
    tests: by('wallets-and-data'),
  },
];
