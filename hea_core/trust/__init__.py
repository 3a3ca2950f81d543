"""What a prediction is worth: interval, applicability domain, measured neighbours, calibration."""
