import { routes } from '../../lib/contract/routes.ts';
import { jobs } from '../../lib/jobs/jobs.ts';

/** Fields of a stage's file that make sense only together. */
interface Related {
  readonly tableName: string | null;
  readonly restoredTo: string | null;
  readonly safetyConcurrency: number | null;
  readonly lambdaConcurrency: number;
  readonly monthlyBudgetUsd: number | null;
  readonly alarmEmail: string | null;
}

interface Rule {
  readonly field: keyof Related;
  readonly message: string;
  readonly isKept: (options: Related) => boolean;
}

/** Lambda keeps this many executions unreserved (Lambda developer guide, "Configuring reserved concurrency"). */
const leastUnreserved = 100;

/** Functions with a share of their own: the calls that stop trading, and the resolver. */
const safetyFunctions = [...Object.values(routes), ...Object.values(jobs)].filter((terms) => 'safety' in terms).length;

export const rules: readonly Rule[] = [
  {
    field: 'monthlyBudgetUsd',
    message: 'the budget needs alarmEmail: a budget that tells nobody is none',
    isKept: ({ monthlyBudgetUsd, alarmEmail }) => monthlyBudgetUsd === null || alarmEmail !== null,
  },
  {
    field: 'restoredTo',
    message: 'tableName and restoredTo belong together: the moment whose state the restored table shows',
    isKept: ({ tableName, restoredTo }) => (tableName === null) === (restoredTo === null),
  },
  {
    field: 'safetyConcurrency',
    message: `each of ${safetyFunctions} functions gets this share, and Lambda keeps ${leastUnreserved} executions of lambdaConcurrency unreserved`,
    isKept: ({ safetyConcurrency, lambdaConcurrency }) =>
      safetyConcurrency === null || safetyConcurrency * safetyFunctions <= lambdaConcurrency - leastUnreserved,
  },
];
