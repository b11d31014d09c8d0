"""Labels as the provider shows them: those of the program, and those of the resource."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local_clouds.provider.adapter import JSON

#: The outputs that `present_labels` fills in.
LABEL_OUTPUTS = "effectiveLabels pulumiLabels"


def present_labels(outputs: JSON, answer: JSON) -> None:
    """Fill in `effectiveLabels` and `pulumiLabels`. The real provider's attribution label is not added."""
    labels = answer.get("labels", {})
    outputs["effectiveLabels"] = labels
    outputs["pulumiLabels"] = labels
