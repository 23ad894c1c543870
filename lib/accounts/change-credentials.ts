import { marshall } from '@aws-sdk/util-dynamodb';
import type { Item } from '../aws/table-item.ts';
import type { KeySlot } from '../exchanges/model/axes.ts';
import type { NonceScale } from '../nonce/nonce-scale.ts';
import { appending } from '../outbox/outbox.ts';
import type { Account, Registration, SealedCredential } from './account.ts';
import { isOf, updateAccount } from './account-store.ts';
import { keysChanged } from './key-changes.ts';
import { accountIndexKey } from './partitions.ts';

/** A new credential and the start of its nonces. */
export interface CredentialChange {
  readonly credential: SealedCredential;
  /** Null for keys without a nonce counter. */
  readonly nonce: { readonly seed: string; readonly scale: NonceScale } | null;
}

/**
 * Sets and clears credentials in one write: the next call sees the whole change or none. The write also puts the account back into the
 * index of accounts to pull. Checking keys takes seconds, so the condition guards against a newer account of the same id.
 */
export async function changeCredentials(
  account: Registration & Pick<Account, 'exchange' | 'credentials'>,
  changes: Readonly<Record<KeySlot, CredentialChange | 'clear'>>,
): Promise<Account> {
  const { accountShard, accountKey: indexKey } = accountIndexKey(account, account.exchange);
  const { condition, values: registration } = isOf(account);
  const parts = Object.entries(changes).map(([slot, change], index) => changeOf(slot, change, index));
  const sets = ['accountShard = :shard', 'accountKey = :indexKey', ...parts.flatMap(({ set }) => set)];
  const removes = parts.flatMap(({ remove }) => remove);
  const changed = changedKeys(
    Object.keys(changes).filter((slot) => changes[slot] !== 'clear' || hasKey(account, slot)),
  );
  const outbox = appending(account.tenant, keysChanged(account, told(account, changes)));
  // DynamoDB takes one ADD clause.
  const adds = [changed.add, outbox.add].filter((add) => add !== '').map((add) => add.replace(' ADD ', ''));
  return updateAccount(
    account,
    `SET ${sets.join(', ')}${outbox.set}${removes.length > 0 ? ` REMOVE ${removes.join(', ')}` : ''}${adds.length > 0 ? ` ADD ${adds.join(', ')}` : ''}`,
    Object.assign({}, ...parts.map(({ names }) => names)),
    Object.assign(
      {
        ':shard': { S: accountShard },
        ':indexKey': { S: indexKey },
        ...registration,
        ...changed.values,
        ...outbox.values,
      },
      ...parts.map(({ values }) => values),
    ),
    `attribute_exists(pk) AND ${condition}`,
  );
}

/** The clearing of a key that is not there changes nothing. */
function told(
  account: Pick<Account, 'credentials'>,
  changes: Readonly<Record<KeySlot, CredentialChange | 'clear'>>,
): Readonly<Record<KeySlot, SealedCredential | 'clear'>> {
  const real = Object.entries(changes).filter(([slot, change]) => change !== 'clear' || hasKey(account, slot));
  return Object.fromEntries(real.map(([slot, change]) => [slot, change === 'clear' ? change : change.credential]));
}

function hasKey({ credentials }: Pick<Account, 'credentials'>, slot: KeySlot): boolean {
  return credentials[slot] !== undefined;
}

/**
 * The part of the update expression that remembers the slots. A key that is gone leaves no other trace in the account, and orders and
 * positions that the key has placed may outlive the key. A set only grows, so that side by side calls lose nothing.
 */
function changedKeys(slots: readonly KeySlot[]): { readonly add: string; readonly values: Item } {
  if (slots.length === 0) return { add: '', values: {} };
  return { add: ' ADD changedKeys :changed', values: { ':changed': { SS: [...slots] } } };
}

/** The part of the update expression that changes one key slot. */
interface SlotChange {
  readonly set: readonly string[];
  readonly remove: readonly string[];
  readonly names: Readonly<Record<string, string>>;
  readonly values: Item;
}

/** Slots are numbered in the expression: a slot's name may hold characters that DynamoDB's placeholders do not allow. */
function changeOf(slot: KeySlot, change: CredentialChange | 'clear', index: number): SlotChange {
  const place = `#slot${index}`;
  const nonce = change === 'clear' ? null : change.nonce;
  const credential = change === 'clear' ? null : change.credential;
  return {
    names: { [place]: slot },
    set: [
      ...(credential === null ? [] : [`credentials.${place} = :credential${index}`]),
      ...(nonce === null ? [] : [`nonces.${place} = :seed${index}`, `nonceScales.${place} = :scale${index}`]),
    ],
    remove: [
      ...(credential === null ? [`credentials.${place}`] : []),
      ...(nonce === null ? [`nonces.${place}`, `nonceScales.${place}`] : []),
    ],
    values: {
      ...(credential === null
        ? {}
        : { [`:credential${index}`]: { M: marshall(credential, { removeUndefinedValues: true }) } }),
      ...(nonce === null ? {} : { [`:seed${index}`]: { N: nonce.seed }, [`:scale${index}`]: { S: nonce.scale } }),
    },
  };
}

/**
 * Removes every credential, halts trading and ends the pulls, in one write. The write remembers the trading state that a person has set.
 */
export function destroyKeys(account: Registration & Pick<Account, 'credentials'>): Promise<Account> {
  const { condition, values } = isOf(account);
  const changed = changedKeys(Object.keys(account.credentials));
  return updateAccount(
    account,
    `SET stoppedFrom = if_not_exists(stoppedFrom, tradingState), tradingState = :halted, credentials = :none, nonces = :none, nonceScales = :none REMOVE accountShard, accountKey${changed.add}`,
    {},
    { ':halted': { S: 'HALTED' }, ':none': { M: {} }, ...values, ...changed.values },
    `attribute_exists(pk) AND ${condition}`,
  );
}
