import type { Account } from '../accounts/account.ts';
import { currentCall } from '../aws/call-context.ts';
import { sharedNow } from '../aws/clock.ts';
import { log } from '../aws/log.ts';
import type { DecimalString } from '../decimal.ts';
import { errorText } from '../error-text.ts';
import { OemsError } from '../errors.ts';
import { exchanges, marketOf } from '../exchanges/exchanges.ts';
import { type KeySlot, type MarketType, marketTypes, type Wallet } from '../exchanges/model/axes.ts';
import type { Balance } from '../exchanges/model/position.ts';
import { openYielding, type Session } from '../session/open-session.ts';
import { unreadList } from '../session/unread-lists.ts';

export interface HeldPosition {
  /** Null where the exchange tells the symbol in a form that nobody can read. */
  readonly symbol: string | null;
  readonly side: 'long' | 'short' | null;
  readonly quantity: DecimalString | null;
  readonly entryPrice: DecimalString | null;
  readonly markPrice: DecimalString | null;
  /** In `settle`; null: unknown. */
  readonly unrealizedPnl: DecimalString | null;
  readonly settle: string | null;
  /** False: this service neither opens nor closes positions of the kind, such as margin positions on spot. */
  readonly isTraded: boolean;
}

/** A wallet of an account, in the exchange's present answer. */
export interface WalletRead {
  readonly accountId: string;
  readonly wallet: Wallet;
  readonly slot: KeySlot;
  /** The first market that the wallet serves; it names the wallet in answers. */
  readonly marketType: MarketType;
  /** Epoch ms: nothing of the wallet is older. Null where the exchange was not asked. */
  readonly asOf: number | null;
  /** Null: could not be read. */
  readonly balances: readonly Balance[] | null;
  readonly positions: readonly HeldPosition[] | null;
  /** Balances that cannot be read, and that `balances` lacks. */
  readonly unreadBalances: number;
  /** Why a part could not be read. */
  readonly reasons: readonly string[];
}

type WalletName = Pick<WalletRead, 'accountId' | 'wallet' | 'slot' | 'marketType'> & {
  readonly marketTypes: readonly MarketType[];
};

/** Each wallet once, also where several markets share it. A wallet that never had a key holds nothing that this service could have moved there. */
export function walletsOf(account: Account): WalletName[] {
  const { markets } = exchanges[account.exchange];
  const byWallet = Map.groupBy(marketTypes, (type) => markets[type].wallet);
  return [...byWallet].flatMap(([wallet, [first, ...rest]]) => {
    if (first === undefined || neverHadKey(account, markets[first].key)) return [];
    const { accountId } = account;
    return [{ accountId, wallet, slot: markets[first].key, marketType: first, marketTypes: [first, ...rest] }];
  });
}

function neverHadKey({ credentials, changedKeys, remembersKeys }: Account, slot: KeySlot): boolean {
  return credentials[slot] === undefined && remembersKeys === true && changedKeys?.has(slot) !== true;
}

/** A wallet is not begun with less time than this. */
const leastMs = 2500;

/** The requests run in sequence: in parallel, a later nonce could arrive first. */
export async function readWallet(account: Account, { marketTypes: types, ...name }: WalletName): Promise<WalletRead> {
  const reasons: string[] = [];
  const part = <T>(what: string, read: () => Promise<T>) => readPart(reasons, what, read);
  if (account.credentials[name.slot] === undefined)
    return { ...name, ...notRead, reasons: [keyCleared(account, name)] };
  const asOf = sharedNow();
  const sessions = await part('the wallet', () => sessionsOf(account, types));
  const [first] = sessions ?? [];
  if (sessions === null || first === undefined) return { ...name, ...notRead, reasons };
  const told = await part('balances', () => first.wallets.balanceList());
  const unread = unreadList(name.marketType, first.market, 'balance', told?.unread ?? []);
  reasons.push(...unread.map(({ message }) => message));
  const positions = await part('positions', () => positionsOf(sessions));
  if (told === null && positions === null) return { ...name, ...notRead, reasons };
  return { ...name, asOf, balances: told?.rows ?? null, positions, unreadBalances: told?.unread.length ?? 0, reasons };
}

const notRead = { asOf: null, balances: null, positions: null, unreadBalances: 0 } as const;

async function sessionsOf(account: Account, types: readonly MarketType[]): Promise<Session[]> {
  const sessions: Session[] = [];
  for (const type of types) sessions.push(await openYielding(account, type, false));
  return sessions;
}

/** Null where the part could not be read; the reason joins the others. */
async function readPart<T>(reasons: string[], what: string, read: () => Promise<T>): Promise<T | null> {
  try {
    if (Date.now() > (currentCall()?.deadline ?? Number.POSITIVE_INFINITY) - leastMs)
      throw new OemsError('EXCHANGE_TIMEOUT', 'the call had no time left; ask again with a smaller limit');
    return await read();
  } catch (error) {
    if (!(error instanceof OemsError))
      log({ level: 'ERROR', message: 'portfolio not whole', error: errorText(error) }, currentCall());
    reasons.push(`${what} could not be read: ${reasonOf(error)}`);
    return null;
  }
}

export function reasonOf(error: unknown): string {
  return error instanceof OemsError ? error.message : 'internal error';
}

function keyCleared({ exchange }: Account, { marketType }: Pick<WalletName, 'marketType'>): string {
  return `the ${marketOf({ exchange, marketType }).title} wallet has no key any more: what lies there is not known`;
}

async function positionsOf(sessions: readonly Session[]): Promise<HeldPosition[]> {
  const held: HeldPosition[] = [];
  for (const { market, wallets } of sessions) {
    const traded = market.capabilities.positions ? await wallets.positions() : [];
    held.push(
      ...traded.map(({ contracts: quantity, ...told }) => ({
        ...told,
        quantity,
        settle: settleOf(told.symbol),
        isTraded: true,
      })),
    );
    const untraded = await wallets.untraded();
    held.push(...untraded.map((position) => ({ ...position, ...untold, isTraded: false })));
  }
  return held;
}

const untold = { entryPrice: null, markPrice: null, unrealizedPnl: null, settle: null } as const;

/** `BTC/USD:USD-260626` is settled in USD. */
function settleOf(symbol: string | null): string | null {
  return symbol === null ? null : (/:([^-]+)/.exec(symbol)?.[1] ?? null);
}
