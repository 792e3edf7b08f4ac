import { ArrowUp } from "lucide-react";
import { Button } from "./button.tsx";

interface ArrivedProps {
  /** What it says: how many came. */
  readonly children: string;
  readonly onShow: () => void;
}

/** Floats over a list that does not move by itself: something new waits above. */
export function Arrived({ children, onShow }: ArrivedProps) {
  return (
    <p role="status" className="pointer-events-none sticky top-2 z-20 flex h-0 justify-center">
      <Button
        look="primary"
        className="pointer-events-auto mt-1 rounded-full shadow-float"
        onClick={() => {
          onShow();
          scrollTo({ top: 0 });
        }}
      >
        <ArrowUp aria-hidden size={14} />
        {children}
      </Button>
    </p>
  );
}
