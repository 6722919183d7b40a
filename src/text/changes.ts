/** What is different after a step: one line for each value, such as `rms.0: "working" → "prepared"`. Arguments are JSON values. */
export const changes = (before: unknown, after: unknown, where = ''): readonly string[] => {
  const [old, young] = [JSON.stringify(before), JSON.stringify(after)];
  if (old === young) return [];
  if (!isRecord(before) || !isRecord(after) || !haveSameFields(before, after)) {
    return [`${where === '' ? '' : `${where}: `}${old} → ${young}`];
  }
  const below = (field: string): string => (where === '' ? field : `${where}.${field}`);
  return Object.keys(before).flatMap((field) => changes(before[field], after[field], below(field)));
};

/** An object, or an array by its places. */
type Fields = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const haveSameFields = (before: Fields, after: Fields): boolean => {
  const fields = Object.keys(before);
  return (
    Array.isArray(before) === Array.isArray(after) &&
    fields.length === Object.keys(after).length &&
    fields.every((field) => Object.hasOwn(after, field))
  );
};
