/**
 * What is wrong with the day of an ISO 8601 time, null for a day of the calendar. JavaScript takes February 30 for March 2: a range would begin two days
 * late without a word.
 */
export function dayFault(text: string): string | null {
  const [day] = /^\d{4}-\d{2}-\d{2}/.exec(text) ?? [];
  const isReal = day === undefined || new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
  return isReal ? null : `${day} is not a day of the calendar`;
}
