import type { Exception } from "../../stacktrace.ts";

// Exception groups: Python's ExceptionGroup, .NET's AggregateException, JavaScript's AggregateError.
// How they are reduced: Sentry's RFC 0079, "Sentry Issue Grouping".

interface Tree {
  readonly root: Exception;
  /** By the number of the parent, first one first. */
  readonly children: ReadonlyMap<number, readonly Exception[]>;
}

/**
 * The exceptions of a chain that count. Several of one kind in a group are as good as one, and then the
 * group itself says nothing; of different kinds one each counts, and the group. What is not marked as a
 * tree, or not one, stays as it is. `kindOf` tells which exceptions are alike.
 */
export function reduceGroups(
  exceptions: readonly Exception[],
  kindOf: (exception: Exception) => string,
): readonly Exception[] {
  if (exceptions.length < 2) return exceptions;
  const tree = treeOf(exceptions);
  const top = tree === null ? null : topLevel(tree);
  if (tree === null || top === null) return exceptions;
  const kinds = new Map<string, Exception>();
  for (const exception of top) {
    const kind = kindOf(exception);
    if (!kinds.has(kind)) kinds.set(kind, exception);
  }
  const [only] = kinds.values();
  if (only === undefined) return [tree.root];
  if (kinds.size === 1) return firstPath(tree, only) ?? exceptions;
  // Tasks that run side by side fail in any order.
  const sorted = [...kinds].sort(([a, one], [b, other]) =>
    `${other.type ?? ""}\u0000${b}` < `${one.type ?? ""}\u0000${a}` ? -1 : 1,
  );
  return [...sorted.map(([, exception]) => exception), tree.root];
}

/** Null where a number is missing, or used twice, or is its own parent's. */
function treeOf(exceptions: readonly Exception[]): Tree | null {
  const children = new Map<number, Exception[]>();
  const seen = new Map<number, Exception>();
  for (const exception of exceptions.toReversed()) {
    const id = exception.mechanism?.exceptionId ?? null;
    const parentId = exception.mechanism?.parentId ?? null;
    if (id === null || id === parentId || seen.has(id)) return null;
    seen.set(id, exception);
    if (parentId === null) continue;
    const siblings = children.get(parentId);
    if (siblings === undefined) children.set(parentId, [exception]);
    else siblings.push(exception);
  }
  const root = seen.get(0);
  return root === undefined ? null : { root, children };
}

/** What the groups hold, through groups in groups; null where the tree runs in a circle. */
function topLevel(tree: Tree): readonly Exception[] | null {
  const found: Exception[] = [];
  const open = [tree.root];
  const seen = new Set<Exception>();
  for (let exception = open.pop(); exception !== undefined; exception = open.pop()) {
    if (seen.has(exception)) return null;
    seen.add(exception);
    if (exception.mechanism?.isExceptionGroup === true) {
      open.push(...childrenOf(tree, exception).toReversed());
    } else {
      found.push(exception);
    }
  }
  return found;
}

/** An exception and its first cause, and that one's, to the end; null where it runs in a circle. */
function firstPath(tree: Tree, start: Exception): readonly Exception[] | null {
  const path = new Set<Exception>();
  for (let next: Exception | undefined = start; next !== undefined; ) {
    if (path.has(next)) return null;
    path.add(next);
    next = childrenOf(tree, next)[0];
  }
  return [...path];
}

function childrenOf(tree: Tree, { mechanism }: Exception): readonly Exception[] {
  return tree.children.get(mechanism?.exceptionId ?? -1) ?? [];
}
