import { edit, type Mutation, promises } from './mutation.ts';

const signer = 'test/lib/exchanges/wire/signer.test.ts';
const connections = 'test/lib/session/connection-to.test.ts';
const counted = 'test/lib/session/counted-nonces.test.ts';
const stamps = 'lib/exchanges/wire/stamped-retry.ts';
const stamped = 'test/lib/exchanges/wire/stamped-retry.test.ts';
const rsa = 'lib/exchanges/binance/rsa.ts';
const binanceSign = 'test/lib/exchanges/binance/sign.test.ts';
const memory = 'test/lib/session/read-with-nonces.test.ts';

/** Bugs of what a signature is made of, of what a container remembers for the next, and of what is said about it. */
export const signingMutations: readonly Mutation[] = [
  {
    bug: 'nonces of a key that was set meanwhile sign with the key of before',
    edits: [
      edit(
        'lib/session/open-session.ts',
        'current.account.credentials[slot]?.version === account.credentials[slot]?.version',
        'current !== undefined',
      ),
    ],
    tests: ['test/lib/session/open-session.test.ts'],
  },
  {
    bug: 'the key of a first call waits for the nonces',
    edits: [
      edit(
        'lib/session/open-session.ts',
        'const [parts, current] = await settleAll([openParts(account, marketType, slot, symbol), withNonces()]);',
        'const current = await withNonces();\n  const parts = await openParts(account, marketType, slot, symbol);',
      ),
    ],
    tests: ['test/lib/session/open-session.test.ts'],
  },
  {
    bug: 'each request is logged with its headers',
    edits: [
      edit(
        'lib/exchanges/wire/market-wire.ts',
        "import { OemsError } from '../../errors.ts';",
        "import { log } from '../../aws/log.ts';\nimport { OemsError } from '../../errors.ts';",
      ),
      edit(
        'lib/exchanges/wire/market-wire.ts',
        '    const reply = await transport(',
        "    log({ level: 'INFO', message: JSON.stringify(request.headers) });\n    const reply = await transport(",
      ),
    ],
    tests: [promises],
    only: 'asked for fifty times',
  },
  {
    bug: 'a credential stays on the signer after a signature',
    edits: [
      edit(
        'lib/exchanges/wire/signer.ts',
        'for (const part of Object.keys(credential ?? {})) holder[part] = undefined;',
        '',
      ),
    ],
    tests: [signer],
  },
  {
    bug: 'a signature takes the same nonce a second time',
    edits: [edit('lib/exchanges/wire/signer.ts', '    left = null;\n', '')],
    tests: [signer],
  },
  {
    bug: 'a request without a nonce is signed with the clock',
    edits: [
      edit(
        'lib/exchanges/wire/signer.ts',
        '{ nonce: oneShot(nonce) }',
        '{ nonce: nonce === null ? () => String(Date.now()) : oneShot(nonce) }',
      ),
    ],
    tests: [signer],
  },
  {
    bug: 'a signer serves every origin of its market',
    edits: [
      edit(
        'lib/session/connection-to.ts',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
        '`${exchange} ${marketType} ${origin}`',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
        '`${exchange} ${marketType}`',
      ),
    ],
    tests: [connections],
  },
  {
    bug: 'two tenants share the memory of an account',
    edits: [edit('lib/session/nonce-source.ts', 'JSON.stringify([ref.tenant, ref.accountId])', 'ref.accountId')],
    tests: [memory],
  },
  {
    bug: 'the last nonce signed is the first of the call',
    edits: [edit('lib/session/nonce-source.ts', '    last = nonce;\n', '    last ??= nonce;\n')],
    tests: [counted],
  },
  {
    bug: 'a nonce taken with the account never grows old',
    edits: [edit('lib/session/nonce-source.ts', ' && Date.now() - taken.at < freshForMs', '')],
    tests: [counted],
  },
  {
    bug: 'a request that was refused for its timestamp is not signed with the time of the exchange',
    edits: [edit(stamps, 'if (after === before || !isRefusal(error)) throw error;', 'throw error;')],
    tests: [stamped],
  },
  {
    bug: 'an order that was refused for its timestamp is signed again behind the back of its journal',
    edits: [
      edit(
        'lib/exchanges/wire/market-wire.ts',
        "endpoint.repeat !== 'never' && protocol.nonce === null && stamps",
        'protocol.nonce === null && stamps',
      ),
    ],
    tests: [stamped],
  },
  {
    bug: 'a connection does not know how far the clock of the exchange is from ours',
    edits: [edit('lib/session/connection-to.ts', 'protocol: module.protocol, stamps }', 'protocol: module.protocol }')],
    tests: ['test/faults/clocks-apart-table.test.ts'],
    only: 'canceling all orders',
  },
  {
    bug: 'Binance: a key of RSA signs with the digest of another length',
    edits: [edit(rsa, "createSign('RSA-SHA256')", "createSign('RSA-SHA512')")],
    tests: [binanceSign],
  },
  {
    bug: 'Binance: a key of RSA signs the address of a read along with its query',
    edits: [edit(rsa, 'update(payload)', 'update(before + payload)')],
    tests: [binanceSign],
  },
  {
    bug: 'Binance: a signature of RSA leaves with bare plus signs, which a query reads as blanks',
    edits: [edit(rsa, 'encodeURIComponent(signature)', 'signature')],
    tests: [binanceSign],
  },
  {
    bug: 'Binance: a key of RSA signs the query of an order and not its body',
    edits: [edit(rsa, 'if (request.body === undefined) return', 'if (request.body !== undefined) return')],
    tests: [binanceSign],
  },
];
