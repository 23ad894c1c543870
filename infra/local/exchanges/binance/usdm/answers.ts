import * as z from 'zod';
import { parseInput } from '../../server/control-input.ts';
import type { CanceledIds } from '../rest/canceled-ids.ts';

/** Answers of an undocumented form, or with differing records. */
export interface Answers {
  /** Which order a client id reads that was used again. */
  reusedIds: 'newest' | 'oldest';
  canceledIds: CanceledIds;
  /** GET algoOrder of an order that waits: documented, and recorded as -2013 (2026-09). */
  algoQuery: 'answered' | 'missing';
  /** Whether the engine looks at the window of a new algo order, as it does of an ordinary one. */
  algoDeadline: 'unchecked' | 'checked';
  /** Whether the lists of the algo store tell the distance of a trailing stop: documented, and recorded as left out (2026). */
  algoDistance: 'told' | 'left-out';
  /** A reduce-only order beyond the position: cut to the position, or refused. */
  oversizeReduceOnly: 'cut' | 'refused';
  /** Rows of a page of income. */
  incomeOrder: 'oldest-first' | 'newest-first';
}

export function usualAnswers(): Answers {
  return {
    ...{ reusedIds: 'newest', canceledIds: 'free', algoQuery: 'answered', algoDeadline: 'unchecked' },
    ...{ algoDistance: 'told', oversizeReduceOnly: 'cut', incomeOrder: 'oldest-first' },
  };
}

const input = z.strictObject({
  reused_ids: z.enum(['newest', 'oldest']).optional(),
  canceled_ids: z.enum(['free', 'taken']).optional(),
  algo_query: z.enum(['answered', 'missing']).optional(),
  algo_deadline: z.enum(['unchecked', 'checked']).optional(),
  algo_distance: z.enum(['told', 'left-out']).optional(),
  oversize_reduce_only: z.enum(['cut', 'refused']).optional(),
  income_order: z.enum(['oldest-first', 'newest-first']).optional(),
});

/** `answers {reused_ids, canceled_ids, algo_query, algo_deadline, algo_distance, …}`, see `input`. An empty body only asks. */
export function setAnswers(answers: Answers, body: Record<string, unknown>): unknown {
  const given = parseInput(input, body);
  answers.reusedIds = given.reused_ids ?? answers.reusedIds;
  answers.canceledIds = given.canceled_ids ?? answers.canceledIds;
  answers.algoQuery = given.algo_query ?? answers.algoQuery;
  answers.algoDeadline = given.algo_deadline ?? answers.algoDeadline;
  answers.algoDistance = given.algo_distance ?? answers.algoDistance;
  answers.oversizeReduceOnly = given.oversize_reduce_only ?? answers.oversizeReduceOnly;
  answers.incomeOrder = given.income_order ?? answers.incomeOrder;
  return {
    ...{ reused_ids: answers.reusedIds, canceled_ids: answers.canceledIds, algo_query: answers.algoQuery },
    ...{ algo_deadline: answers.algoDeadline, algo_distance: answers.algoDistance },
    ...{ oversize_reduce_only: answers.oversizeReduceOnly, income_order: answers.incomeOrder },
  };
}
