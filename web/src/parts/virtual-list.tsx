import { useWindowVirtualizer } from "@tanstack/react-virtual";
import {
  type ReactNode,
  type Ref,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from "react";

export interface VirtualListHandle {
  /** Brings a row into sight. */
  show(at: number): void;
}

interface VirtualListProps {
  readonly label: string;
  readonly count: number;
  /** How tall a row is, about. */
  readonly rowHeight: number;
  readonly keyOf: (at: number) => string | number;
  readonly row: (at: number) => ReactNode;
  /** Called when the end comes near: reads the next page. */
  readonly onEnd?: () => void;
  readonly handle?: Ref<VirtualListHandle>;
}

const spareRows = 12;

/** A list of any length in the window's own scrolling, of which only what is in sight is built. */
export function VirtualList({
  label,
  count,
  rowHeight,
  keyOf,
  row,
  onEnd,
  handle,
}: VirtualListProps) {
  const list = useRef<HTMLUListElement>(null);
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => setOffset(list.current?.offsetTop ?? 0), []);
  const virtual = useWindowVirtualizer({
    count,
    estimateSize: () => rowHeight,
    overscan: spareRows,
    getItemKey: keyOf,
    scrollMargin: offset,
  });
  useImperativeHandle(handle, () => ({
    show: (at) => virtual.scrollToIndex(at, { align: "auto" }),
  }));
  const rows = virtual.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  const isNearEnd = last >= count - spareRows;
  useEffect(() => {
    if (isNearEnd) onEnd?.();
  }, [isNearEnd, onEnd]);
  return (
    <ul
      ref={list}
      aria-label={label}
      className="relative"
      style={{ height: virtual.getTotalSize() }}
    >
      {rows.map(({ index, key, start }) => (
        <li
          key={key}
          ref={virtual.measureElement}
          data-index={index}
          aria-setsize={count}
          aria-posinset={index + 1}
          className="absolute inset-x-0 top-0"
          style={{ transform: `translateY(${start - offset}px)` }}
        >
          {row(index)}
        </li>
      ))}
    </ul>
  );
}
